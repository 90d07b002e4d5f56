"""What stays say on the guest page: the figures of its header, its primary action, and wishes for this stay."""

from datetime import date

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from common.templatetags.hotel import money
from guests import panels, wish_book
from guests.models import Guest
from guests.panels import Fact, Headline
from guests.wish_book import StayAtHand, Wish
from reservations.choices import StayStatus
from reservations.models import Stay
from reservations.selectors.wishes import stay_at_hand, wishes_of
from reservations.services.wishes import note_wish, promote_wish


def register() -> None:
    """Called once the apps are ready."""
    panels.register_headline("stays", permission="reservations.view_stay", order=10, load=headline)
    wish_book.keep(StayWishBook())


def headline(guest: Guest, request, on: date) -> Headline:
    """Stays, nights, lifetime spend and last stay; check in whom we expect today, else book."""
    gone = Q(status=StayStatus.CHECKED_OUT)
    sums = guest.stays.aggregate(
        stays=Count("pk", filter=gone),
        nights=Sum("nights", filter=gone),
        spend=Sum("spend", filter=gone),
        last=Max("departure", filter=gone),
    )
    facts = [Fact(_("Stays"), str(sums["stays"]), _("nights: %(n)s") % {"n": sums["nights"] or 0})]
    if request.user.has_perm("reservations.view_charge"):
        facts.append(Fact(_("Lifetime spend"), money(sums["spend"] or 0, 0)))
    if sums["last"]:
        days = (on - sums["last"]).days
        facts.append(Fact(_("Last stay"), str(sums["last"]), _("days ago: %(n)s") % {"n": days}))
    stay = _stay(guest, on)
    return Headline(
        facts=tuple(facts), marks=tuple(_marks(stay, on)), action=_action(guest, stay, request.user, on)
    )


def _stay(guest: Guest, on: date) -> Stay | None:
    """The stay at hand, asked for once for all parts of a page: they share the instance of its guest."""
    if not hasattr(guest, "shown_stay"):
        guest.shown_stay = {}
    if on not in guest.shown_stay:
        guest.shown_stay[on] = stay_at_hand(guest, on)
    return guest.shown_stay[on]


def _marks(stay: Stay | None, on: date):
    if stay is None:
        return
    if stay.status == StayStatus.IN_HOUSE:
        yield {"text": _("in %(room)s") % {"room": stay.line.room}, "kind": "good", "icon": "bed"}
    elif stay.arrival == on:
        yield {"text": _("expected today"), "icon": "door-enter"}


def _action(guest: Guest, stay: Stay | None, user, on: date) -> dict | None:
    """The one thing most likely to be done next, if this person may do it."""
    if stay and stay.status == StayStatus.IN_HOUSE and user.has_perm("reservations.change_stay"):
        return {"label": _("Check out"), "url": reverse("reservations:check_out", args=[stay.line_id])}
    if stay and stay.arrival <= on and user.has_perm("reservations.change_stay"):
        return {"label": _("Check in"), "url": reverse("reservations:check_in", args=[stay.line_id])}
    if user.has_perm("reservations.add_reservation"):
        return {"label": _("Book"), "url": f"{reverse('reservations:create')}?guest={guest.number}"}
    return None


class StayWishBook:
    """guests.wish_book.WishBook over stays."""

    def stay_at_hand(self, guest: Guest, on: date) -> StayAtHand | None:
        stay = _stay(guest, on)
        return StayAtHand(stay.pk, _label(stay)) if stay else None

    def note(self, *, guest: Guest, stay_id: int, category: str, text: str, noted_by: str) -> None:
        note_wish(guest=guest, stay_id=stay_id, category=category, text=text, noted_by=noted_by)

    def wishes(self, guest: Guest, on: date) -> list[Wish]:
        stay = _stay(guest, on)
        return [
            Wish(
                wish.pk, wish.category, str(wish.get_category_display()), wish.text, wish.done_at is not None
            )
            for wish in (wishes_of(stay) if stay else ())
        ]

    def promote(self, *, guest: Guest, wish_id: int, by: str) -> None:
        promote_wish(guest=guest, wish_id=wish_id, by=by)


def _label(stay: Stay) -> str:
    """Which stay: '1208, until 11-24' or 'from 11-21'."""
    if stay.status == StayStatus.IN_HOUSE:
        shown = {"room": stay.line.room, "date": stay.departure.strftime("%m-%d")}
        return _("%(room)s, until %(date)s") % shown
    return _("from %(date)s") % {"date": stay.arrival.strftime("%m-%d")}

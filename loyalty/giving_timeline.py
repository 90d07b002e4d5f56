"""What the hotel gave a guest, in his timeline: services, offers he took, care on occasions; each with its cost."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.moments import Mark
from common.templatetags.hotel import money
from common.wording import bracketed
from guests.models import Guest
from guests.timeline import Entry, Source, newest, register
from loyalty.giving_choices import MessageStatus, TaskStatus
from loyalty.models import Care, OfferTaken
from loyalty.selectors.serving import counted

SERVICE, OFFER, CARE = "service", "offer", "care"


def register_all() -> None:
    """Called once the apps are ready."""
    register(Source(SERVICE, gettext_lazy("Services given"), "loyalty.view_service", "", services))
    register(Source(OFFER, gettext_lazy("Offers taken"), "loyalty.view_offertaken", "", offers))
    register(Source(CARE, gettext_lazy("Care on occasions"), "loyalty.view_care", "", care))


def services(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = counted().filter(stay__guest=guest).select_related("service", "given_by")
    return [
        Entry(
            at=row.given_at,
            kind=SERVICE,
            pk=row.pk,
            title=_("Service: %(name)s") % {"name": row.service.name},
            detail=_("cost %(cost)s, paid %(price)s") % {"cost": money(row.cost), "price": money(row.price)},
            who=str(row.given_by or ""),
        )
        for row in newest(rows, "given_at", SERVICE, before, limit)
    ]


def offers(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = OfferTaken.objects.filter(guest=guest).select_related("reservation", "taken_by")
    return [
        Entry(
            at=row.taken_at,
            kind=OFFER,
            pk=row.pk,
            title=_("Offer taken: %(names)s") % {"names": " + ".join(row.names)},
            detail=_("%(saving)s less than %(full)s")
            % {"saving": money(row.saving), "full": money(row.full_price)},
            url=row.reservation.get_absolute_url(),
            who=str(row.taken_by or ""),
        )
        for row in newest(rows, "taken_at", OFFER, before, limit)
    ]


def care(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """Occasions that led to something: a task that was done, a greeting that went out."""
    happened = Care.objects.filter(guest=guest, task=TaskStatus.DONE) | Care.objects.filter(
        guest=guest, message=MessageStatus.SENT
    )
    return [
        Entry(
            at=row.due_at,
            kind=CARE,
            pk=row.pk,
            title=row.get_occasion_display(),
            detail=" · ".join(filter(None, [*_done(row), row.note])),
            who=str(row.settled_by or ""),
        )
        for row in newest(happened.select_related("settled_by"), "due_at", CARE, before, limit)
    ]


def _done(row: Care) -> list[str]:
    found = []
    if row.message == MessageStatus.SENT:
        found.append(_("greeting sent (%(channel)s)") % {"channel": row.get_channel_display()})
    if row.task == TaskStatus.DONE and row.gift:
        found.append(row.gift + bracketed(money(row.gift_cost)))
    return found

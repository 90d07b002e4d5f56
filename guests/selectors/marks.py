"""What must be seen beside a guest's name: blacklist, alerts, VIP; and a phone to tell namesakes apart."""

from datetime import date

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from guests.models import Alert, Guest, GuestPhone

#: What is shown of a find: reading the whole file would double the wait for it.
SHOWN = ("number", "name", "latin_name", "merged_into", "account__name")


def open_alerts(on: date) -> Q:
    """Of alerts: in force on `on`."""
    return Q(closed_at__isnull=True, starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def with_marks(guests: QuerySet, on: date) -> QuerySet:
    """Annotates `alert_kind` ('', 'alert' or 'blacklist'), `vip_now` and `phone_digits` (of his first phone)."""
    alerts = Alert.objects.filter(open_alerts(on), guest=OuterRef("pk"))
    phones = GuestPhone.objects.filter(guest=OuterRef("pk")).order_by("-is_primary", "pk")
    return guests.annotate(
        # "blacklist" stands behind "alert" in the alphabet: the graver kind is the last.
        alert_kind=Coalesce(Subquery(alerts.order_by("-kind").values("kind")[:1]), Value("")),
        vip_now=Case(
            When(Q(is_vip=True) & (Q(vip_until__isnull=True) | Q(vip_until__gte=on)), then=True),
            default=False,
        ),
        phone_digits=Subquery(phones.values("digits")[:1]),
    )


def guests_with_marks(ids: set[int], on: date) -> dict[int, Guest]:
    """The guests of `ids`, each with `survivor`: himself, or the file that a merged one went into."""
    guests = _marked(ids, on)
    into = {guest.merged_into_id for guest in guests.values() if guest.merged_into_id} - guests.keys()
    known = guests | _marked(into, on)
    for guest in known.values():
        guest.survivor = known.get(guest.merged_into_id, guest)
    return guests


def _marked(ids: set[int], on: date) -> dict[int, Guest]:
    if not ids:
        return {}
    guests = with_marks(Guest.objects.filter(pk__in=ids), on).select_related("account").only(*SHOWN)
    return {guest.pk: guest for guest in guests}

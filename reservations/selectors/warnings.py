"""What must stop or slow down a clerk before he serves somebody."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from common.among import among
from guests.choices import AlertKind
from guests.models import Alert, AlertReading
from guests.selectors.alerts import alerts_in_force


def open_alerts(guest_ids: Iterable[int], *, on: date) -> QuerySet[Alert]:
    """Every alert of these guests that is in force on `on`, the blacklist first."""
    return (
        alerts_in_force(on)
        .filter(among("guest", guest_ids))
        .select_related("approved_by", "guest")
        .order_by("-kind", "-stops_screen", "pk")  # "blacklist" sorts behind "alert"
    )


def blacklist_of(guest_ids: Iterable[int], *, on: date) -> QuerySet[Alert]:
    """The blacklist entries among them."""
    return open_alerts(guest_ids, on=on).filter(kind=AlertKind.BLACKLIST)


def unread_stops(guest_ids: Iterable[int], *, places: Collection[str], on: date, user) -> QuerySet[Alert]:
    """Alerts, other than the blacklist, that stop the screen at one of `places` and that `user` has not read there.

    What was read on business date `on` at each of the places where the alert speaks up stops nobody again.
    """
    unread = Q(pk__in=())
    for place in places:
        read = AlertReading.objects.filter(alert=OuterRef("pk"), place=place, reader=user, on=on)
        unread |= Q(places__contains=[place]) & ~Exists(read)
    return open_alerts(guest_ids, on=on).filter(unread, kind=AlertKind.ALERT, stops_screen=True)

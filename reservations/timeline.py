"""What bookings put into a guest's timeline: bookings, stays that took place, and what was charged to them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.addresses import address
from common.moments import Mark
from common.templatetags.hotel import day, money
from guests.models import Guest
from guests.timeline import Entry, Source, newest, register
from reservations.choices import StayStatus
from reservations.models import Charge, Reservation, Stay

BOOKING, STAY, CHARGES = "booking", "stay", "charges"
TOOK_PLACE = (StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT)


def register_all() -> None:
    """Called once the apps are ready."""
    seen = "reservations.view_reservation", "guests:read"
    register(Source(BOOKING, gettext_lazy("Bookings"), *seen, bookings))
    register(Source(STAY, gettext_lazy("Stays"), "reservations.view_stay", "guests:read", stays))
    register(Source(CHARGES, gettext_lazy("Charges"), "reservations.view_charge", "guests:read", charges))


def bookings(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """When he booked, or was booked for; his bookings are named by two keys, because an OR looks through all."""
    his = guest.stays.order_by().values("line__reservation")
    booked = Reservation.objects.filter(guest=guest).order_by().values("pk")
    rows = Reservation.objects.filter(pk__in=his.union(booked, all=True)).annotate(
        made_at=Coalesce("booked_at", "created_at")
    )
    return [
        Entry(
            at=row.made_at,
            kind=BOOKING,
            pk=row.pk,
            title=_("Booking %(confirmation)s") % {"confirmation": row.confirmation},
            detail=row.get_status_display(),
            url=address("reservations:reservation", row.confirmation),
            source=row.source,
        )
        for row in newest(rows, "made_at", BOOKING, before, limit)
    ]


def stays(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Stay.objects.filter(guest=guest, status__in=TOOK_PLACE).select_related("line__reservation", "room")
    return [
        Entry(
            at=row.checked_in_at,
            kind=STAY,
            pk=row.pk,
            title=_("Stay in room %(room)s") % {"room": row.room} if row.room else _("Stay"),
            detail=_("%(arrival)s – %(departure)s, nights: %(nights)s")
            % {"arrival": day(row.arrival), "departure": day(row.departure), "nights": row.nights},
            url=address("reservations:reservation", row.line.reservation.confirmation),
            source=row.line.reservation.source,
        )
        for row in newest(rows, "checked_in_at", STAY, before, limit)
    ]


def charges(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    """One entry for each stay with charges, at its last one, with the sum of each outlet."""
    rows = Stay.objects.filter(guest=guest, charges__isnull=False).select_related("line__reservation")
    rows = rows.annotate(last_at=Max("charges__posted_at"))
    found = list(newest(rows, "last_at", CHARGES, before, limit))
    outlets = _by_outlet([row.pk for row in found])
    return [
        Entry(
            at=row.last_at,
            kind=CHARGES,
            pk=row.pk,
            title=_("Charges: %(amount)s") % {"amount": money(row.spend)},
            detail=" · ".join(f"{name} {money(amount)}" for name, amount in outlets[row.pk]),
            url=address("reservations:reservation", row.line.reservation.confirmation),
            source=row.line.reservation.source,
        )
        for row in found
    ]


def _by_outlet(stay_ids: Sequence[int]) -> dict[int, list[tuple]]:
    """Stay → (outlet's name, sum), the largest first."""
    name = "outlet__name_zh" if (get_language() or "").startswith("zh") else "outlet__name_en"
    sums = Charge.objects.filter(stay__in=stay_ids).values_list("stay_id", name).annotate(sum=Sum("amount"))
    found: dict[int, list[tuple]] = defaultdict(list)
    for stay_id, outlet, amount in sums.order_by("-sum"):
        found[stay_id].append((outlet, amount))
    return found

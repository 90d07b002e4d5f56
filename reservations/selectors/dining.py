"""What kitchen, restaurants and entertainment want to know: who is there, who is a regular, what the tills post."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count

from common.among import among
from guests.choices import Department
from reservations.choices import OutletCategory, Status
from reservations.models import Charge, Outlet
from reservations.selectors.set_up import RoomSetUp, set_up_of, table_list

#: Whose charges these pages show; rooms and telephone are nobody's business here.
OUTLETS_SERVED = (OutletCategory.RESTAURANT, OutletCategory.ENTERTAINMENT)
#: Who came within a year is a regular of today.
REGULAR_WITHIN = timedelta(days=365)
#: Of the tills' charges the newest so many, of today and yesterday.
CHARGES_SHOWN, CHARGES_SINCE = 50, timedelta(days=1)


#: What is read of a charge and of whose it is.
_OF_CHARGE = (
    *("posted_at", "amount", "description", "outlet__name_zh", "outlet__name_en", "stay__room__number"),
    *("stay__guest__number", "stay__guest__name", "stay__guest__latin_name"),
)


@dataclass(frozen=True)
class Visits:
    """How often a guest was in our outlets within a year, and in which most; a visit is a day in an outlet."""

    count: int = 0
    favourite: Outlet | None = None

    @property
    def is_regular(self) -> bool:
        return self.count >= settings.REGULAR_FROM_VISITS


@dataclass(frozen=True)
class Diners:
    """One room of the list with the visits of each of its people, by guest id."""

    room: RoomSetUp
    visits: dict[int, Visits]

    @property
    def is_expected(self) -> bool:
        return self.room.line.status != Status.IN_HOUSE


def diners(*, on: date) -> list[Diners]:
    """Everybody in the house, and who comes within 48 hours; nine queries whatever their number."""
    return _with_visits(table_list(on=on), on)


def diners_of(line_id: int, *, on: date) -> Diners | None:
    """One room of the list; None where it is gone."""
    room = set_up_of(line_id, on=on, department=Department.FOOD_BEVERAGE)
    return _with_visits([room], on)[0] if room else None


def visits_of(guest_ids: Collection[int], *, on: date) -> dict[int, Visits]:
    """Guest id → his visits within a year before `on`; who has none is missing. Two queries."""
    outlets = {outlet.pk: outlet for outlet in Outlet.objects.filter(category__in=OUTLETS_SERVED)}
    rows = (
        Charge.objects.filter(
            among("guest_key", guest_ids),
            outlet__in=outlets,
            business_date__gt=on - REGULAR_WITHIN,
            amount__gt=0,
        )
        .values_list("guest_key", "outlet")
        .annotate(days=Count("business_date", distinct=True))
    )
    days: dict[int, Counter[int]] = defaultdict(Counter)
    for guest_id, outlet_id, count in rows:
        days[guest_id][outlet_id] = count
    return {
        guest_id: Visits(counts.total(), outlets[max(counts, key=lambda pk: (counts[pk], -pk))])
        for guest_id, counts in days.items()
    }


def newest_charges(*, on: date) -> list[Charge]:
    """What the tills of restaurants and entertainment posted last, newest first; one query."""
    charges = Charge.objects.filter(
        outlet__category__in=OUTLETS_SERVED, business_date__gte=on - CHARGES_SINCE, is_from_nights=False
    )
    found = charges.select_related("outlet", "stay__guest", "stay__room").only(*_OF_CHARGE)
    return list(found.order_by("-pk")[:CHARGES_SHOWN])


def _with_visits(rooms: list[RoomSetUp], on: date) -> list[Diners]:
    known = visits_of({guest.pk for room in rooms for guest in room.guests}, on=on)
    return [
        Diners(room, {guest.pk: known[guest.pk] for guest in room.guests if guest.pk in known})
        for room in rooms
    ]

"""Builds the invented hotel: accounts, people, bookings, stays and charges, chunk by chunk.

The same seed on the same business date gives the same hotel. Docs: docs/decisions/0013-the-demo-hotel.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.copying import check_references, refresh_statistics
from common.errors import HotelError
from guests.models import Guest, NameToken
from reservations.choices import HOLDS_ROOM, Status
from reservations.demo.calendar import days_from, demand, rate_factors
from reservations.demo.care_rows import write_care
from reservations.demo.charge_rows import ChargeRows
from reservations.demo.house import House
from reservations.demo.kinds import COMPANION_SHARE, GROUP, TRANSIENT
from reservations.demo.people import draw_people
from reservations.demo.people_rows import write_accounts, write_people
from reservations.demo.rhythm import draw_bookings
from reservations.demo.room_book import RoomBook
from reservations.demo.stay_rows import write_bookings, write_stays
from reservations.demo.story import tell
from reservations.models import (
    Channel,
    Charge,
    Outlet,
    Reservation,
    ReservationLine,
    Room,
    RoomNight,
    RoomType,
    Stay,
)

DAYS_AHEAD = 60
PEOPLE_AT_ONCE = 50_000
SHORTEST_YEARS, LONGEST_YEARS = 0.25, 10.0
TARGET_OCCUPANCY = 0.65
#: Room nights that one guest brings: for himself, and more for each year that he may return in.
NIGHTS_A_GUEST, MORE_EACH_YEAR = 2.0, 0.66
#: More than this share of all room nights wanted: the house cannot hold them, and history goes without rooms.
HOUSE_HOLDS = 0.8


class DemoRefused(HotelError):
    code = "demo-refused"


@dataclass
class Summary:
    """What was built; money in CNY, `occupancy` of the past nights."""

    guests: int = 0
    accounts: int = 0
    reservations: int = 0
    lines: int = 0
    stays: int = 0
    charges: int = 0
    first_day: date | None = None
    business_date: date | None = None
    years: float = 0.0
    seed: int = 0
    occupancy: float = 0.0
    revenue: Decimal = Decimal(0)
    revenue_a_year: Decimal = Decimal(0)
    by_outlet: dict[str, Decimal] = field(default_factory=dict)
    beyond_the_house: bool = False


def years_for(guests: int, rooms: int) -> float:
    """How many years so many guests fill the house to its usual occupancy, in quarters of a year."""
    nights_a_year = TARGET_OCCUPANCY * rooms * 365
    left = nights_a_year - MORE_EACH_YEAR * guests
    if left <= 0:
        return LONGEST_YEARS
    years = round(NIGHTS_A_GUEST * guests / left * 4) / 4
    return min(max(years, SHORTEST_YEARS), LONGEST_YEARS)


@transaction.atomic
def build_demo_hotel(
    *,
    on: date,
    guests: int,
    years: float | None = None,
    seed: int = 1,
    beside_others: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Fill the database as of business date `on`; `progress(done, total)` counts guests.

    Raises DemoRefused, with nothing written, when the guest file is not empty (unless `beside_others`) or
    the house has no rooms. All or nothing: killed half-way it leaves no guest, so that whoever finds guests finds
    a whole hotel.
    """
    if Guest.objects.exists() and not beside_others:
        raise DemoRefused(
            _(
                "The guest file already holds guests. The demo hotel is built in an empty one; "
                "to put it beside them, add --force."
            )
        )
    house, book, first_day, years = _open_house(on, guests, years)
    summary = Summary(first_day=first_day, business_date=on, years=years, seed=seed)
    nights = guests * (1 - COMPANION_SHARE) * (NIGHTS_A_GUEST + MORE_EACH_YEAR * years)
    summary.beyond_the_house = nights > HOUSE_HOLDS * len(house.rooms) * house.today
    rng = np.random.default_rng(seed)
    account_ids = write_accounts(rng, on)
    summary.accounts = len(account_ids)
    cents: dict[str, int] = {}
    for start in range(0, guests, PEOPLE_AT_ONCE):
        _build_chunk(rng, min(PEOPLE_AT_ONCE, guests - start), account_ids, house, book, summary, cents)
        # The next chunk, the first page and the first night follow at once; autovacuum would come too late.
        refresh_statistics(Guest, NameToken, Reservation, ReservationLine, RoomNight, Stay, Charge)
        check_references()
        progress(summary.guests, guests)
    summary.occupancy = book.occupancy(min(7, house.today), house.today)
    summary.by_outlet = {code: Decimal(amount) / 100 for code, amount in cents.items()}
    summary.revenue = sum(summary.by_outlet.values(), Decimal(0))
    summary.revenue_a_year = (summary.revenue / Decimal(years)).quantize(Decimal("0.01"))
    return summary


def _open_house(on: date, guests: int, years: float | None) -> tuple[House, RoomBook, date, float]:
    """The house as the database holds it, with the rooms that others hold already taken."""
    types = list(RoomType.objects.filter(is_active=True).order_by("rank", "pk"))
    type_ids = [room_type.pk for room_type in types]
    rooms = [room for room in Room.objects.filter(is_active=True) if room.room_type_id in type_ids]
    if len(types) != 5 or {room.room_type_id for room in rooms} != set(type_ids):
        raise DemoRefused(
            _("The demo hotel needs the five room types of the house, each with rooms. Run migrate first.")
        )
    years = years or years_for(guests, len(rooms))
    past = max(int(365 * years), 14)
    first_day = on - timedelta(days=past)
    days = days_from(first_day, past + DAYS_AHEAD)
    book = RoomBook([type_ids.index(room.room_type_id) for room in rooms], len(days) + 30)
    position = {room.pk: at for at, room in enumerate(rooms)}
    held = Q(status__in=HOLDS_ROOM) | Q(status=Status.CHECKED_OUT)
    for line in ReservationLine.objects.filter(held, room__in=position, departure__gte=first_day):
        is_here = line.status == Status.IN_HOUSE
        if is_here:
            book.parties.add(position[line.room_id])
        # Who has not left yet may be in his room a night longer than he said.
        until = max(line.departure, on + timedelta(days=1)) if is_here else line.departure
        book.occupy(position[line.room_id], (line.arrival - first_day).days, (until - line.arrival).days)
    house = House(
        days=days,
        factors=rate_factors(days),
        today=past,
        room_types=type_ids,
        rates=np.array([int(room_type.base_rate * 100) for room_type in types]),
        rooms=[room.pk for room in rooms],
        channels=dict(Channel.objects.values_list("code", "pk")),
        outlets=dict(Outlet.objects.values_list("code", "pk")),
        categories=dict(Outlet.objects.values_list("code", "category")),
    )
    return house, book, first_day, years


def _build_chunk(rng, count: int, account_ids, house: House, book: RoomBook, summary: Summary, cents) -> None:
    today = house.day(house.today)
    people = draw_people(rng, count, len(account_ids), today)
    guest_ids = write_people(rng, people, account_ids, today)
    main = people.kind[~people.is_companion]
    bookings = draw_bookings(rng, main, demand(house.days), house.today)
    # Whoever came with a group comes back by himself.
    bookings.kind = np.where((bookings.kind == GROUP) & (bookings.group < 0), TRANSIENT, bookings.kind)
    story = tell(rng, bookings, book, house.today, beyond_the_house=summary.beyond_the_house)
    written = write_bookings(rng, story, people, guest_ids, account_ids, house)
    charges = ChargeRows(rng, story, written, people, house)
    summary.stays += write_stays(rng, story, written, guest_ids, house, charges.spend(house.categories))
    summary.charges += charges.write()
    write_care(rng, story, guest_ids, written.line_ids, house)
    summary.guests += count
    summary.lines += len(story)
    summary.reservations += written.reservations
    for code, amount in charges.by_outlet().items():
        cents[code] = cents.get(code, 0) + amount

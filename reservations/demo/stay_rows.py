"""Invented bookings into the tables: reservations, lines, nights and stays, by COPY."""

from dataclasses import dataclass

import numpy as np
from django.conf import settings

from common.copying import copy_rows, refresh_statistics, reserve_ids
from reservations.choices import Board, Status, StayStatus
from reservations.demo.house import House
from reservations.demo.kinds import KINDS
from reservations.demo.people import People
from reservations.demo.reservation_rows import reservations_of, write_reservations
from reservations.demo.story import GONE, HERE, Story
from reservations.models import Reservation, ReservationLine, RoomNight, Stay
from reservations.models.spending import SPEND_COLUMNS

STAY_STATUS = {
    HERE: StayStatus.IN_HOUSE,
    GONE: StayStatus.CHECKED_OUT,
    str(Status.CONFIRMED): StayStatus.EXPECTED,
    str(Status.TENTATIVE): StayStatus.EXPECTED,
    str(Status.CANCELLED): StayStatus.VOID,
    str(Status.NO_SHOW): StayStatus.VOID,
}
SHARED, WITH_CHILD = 0.6, 0.12
BOARDS = (Board.BREAKFAST, Board.ROOM_ONLY, Board.HALF_BOARD)


@dataclass
class WrittenStays:
    """One row a line: keys, the sharer's stay (0: none), nights slept so far and their price in cents."""

    reservations: int
    line_ids: list[int]
    stay_ids: list[int]
    sharer_stay_ids: list[int]
    sharer: np.ndarray  # position among the people, -1: none
    night_line: np.ndarray  # one row a sold night: position of the line …
    night_day: np.ndarray  # … its day …
    night_cents: np.ndarray  # … and its price


def write_bookings(
    rng: np.random.Generator,
    story: Story,
    people: People,
    guest_ids: list[int],
    account_ids: list[int],
    house: House,
) -> WrittenStays:
    """Write `story` but its stays; those need their spend first (`write_stays`)."""
    count = len(story)
    reservation_of, reservation_ids = reservations_of(story)
    line_ids = reserve_ids(ReservationLine, count)
    night_line, night_day, night_cents = _price(rng, story, house)
    amounts = np.bincount(night_line, weights=night_cents, minlength=count).astype(np.int64).tolist()
    write_reservations(rng, story, people, guest_ids, account_ids, house, reservation_of, reservation_ids)
    sharers = _sharers(rng, story, people)
    _write_lines(rng, story, house, reservation_of, reservation_ids, line_ids, amounts, sharers)
    copy_rows(
        RoomNight,
        ("line_id", "date", "amount"),
        (
            (line_ids[line], house.day(day), f"{cents / 100:.2f}")
            for line, day, cents in zip(
                night_line.tolist(), night_day.tolist(), night_cents.tolist(), strict=True
            )
        ),
    )
    stay_ids = reserve_ids(Stay, count)
    shared = [at for at, sharer in enumerate(sharers.tolist()) if sharer >= 0]
    sharer_stay_ids = [0] * count
    for at, stay_id in zip(shared, reserve_ids(Stay, len(shared)), strict=True):
        sharer_stay_ids[at] = stay_id
    return WrittenStays(
        len(reservation_ids), line_ids, stay_ids, sharer_stay_ids, sharers, night_line, night_day, night_cents
    )


def write_stays(
    rng: np.random.Generator,
    story: Story,
    written: WrittenStays,
    guest_ids: list[int],
    house: House,
    spend: dict[int, list[int]],
) -> int:
    """The stays of every line with what was spent in them (cents by stay key, whole and parts); how many rows."""
    bookings = story.bookings
    arrive, leave = rng.integers(0, 480, len(story)).tolist(), rng.integers(0, 300, len(story)).tolist()
    guests, arrivals, nights = bookings.guest.tolist(), bookings.arrival.tolist(), bookings.nights.tolist()
    rooms, statuses = story.room.tolist(), story.status.tolist()
    sharers = written.sharer.tolist()
    zone = settings.TIME_ZONE

    def rows():
        for at in range(len(story)):
            status = statuses[at]
            arrival, departure = house.day(arrivals[at]), house.day(arrivals[at] + nights[at])
            came = left = None
            if status in (HERE, GONE):
                # Who is here today came by the early train; the others in the afternoon and evening.
                start = 6 * 60 + arrive[at] // 4 if arrivals[at] == house.today else 13 * 60 + arrive[at]
                start = min(start, 10 * 60) if not nights[at] else start
                came = f"{arrival} {start // 60:02}:{start % 60:02} {zone}"
            if status == GONE:
                end = (
                    18 * 60
                    if not nights[at]
                    else 7 * 60 + leave[at] // (3 if departure == house.days[house.today] else 1)
                )
                left = f"{departure} {end // 60:02}:{end % 60:02} {zone}"
            room = house.rooms[rooms[at]] if rooms[at] >= 0 else None
            common = (written.line_ids[at], room, arrival, departure, STAY_STATUS[status], came, left, True)
            stay_id = written.stay_ids[at]
            yield (stay_id, guest_ids[guests[at]], True, *_amounts(spend.get(stay_id)), *common)
            sharer_id = written.sharer_stay_ids[at]
            if sharer_id:
                yield (sharer_id, guest_ids[sharers[at]], False, *_amounts(spend.get(sharer_id)), *common)

    columns = ("id", "guest_id", "is_payer", "spend", *SPEND_COLUMNS.values(), "line_id", "room_id", "arrival",
               "departure", "status", "checked_in_at", "checked_out_at", "is_synthetic")  # fmt: skip
    refresh_statistics(Reservation, ReservationLine)
    return copy_rows(Stay, columns, rows())


def _amounts(cents: list[int] | None) -> list[str]:
    """As the columns take them; who spent nothing has zero everywhere."""
    return [f"{amount / 100:.2f}" for amount in cents or [0] * (1 + len(SPEND_COLUMNS))]


def _price(rng: np.random.Generator, story: Story, house: House) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Line, day and price in cents (whole CNY) of every booked night."""
    bookings = story.bookings
    personal = np.array([kind.price for kind in KINDS])[bookings.kind] * rng.normal(1, 0.05, len(story)).clip(
        0.8, 1.2
    )
    line = np.repeat(np.arange(len(story)), bookings.nights)
    starts = np.repeat(np.cumsum(bookings.nights) - bookings.nights, bookings.nights)
    day = bookings.arrival[line] + np.arange(len(line)) - starts
    factor = house.factors[np.minimum(day, len(house.factors) - 1)]
    yuan = house.rates[bookings.room_type[line]] / 100 * personal[line] * factor
    return line, day, yuan.round().astype(np.int64) * 100


def _sharers(rng: np.random.Generator, story: Story, people: People) -> np.ndarray:
    """The companion who sleeps in the same room, or -1; position among the people."""
    companion = np.full(len(people), -1)
    companion[people.leader[people.is_companion]] = np.flatnonzero(people.is_companion)
    return np.where(rng.random(len(story)) < SHARED, companion[story.bookings.guest], -1)


def _write_lines(
    rng, story: Story, house: House, reservation_of, reservation_ids, line_ids, amounts, sharers
) -> None:
    bookings = story.bookings
    numbers: dict[int, int] = {}
    adults = (1 + (rng.random(len(story)) < 0.3) * 1).tolist()
    children = (rng.random(len(story)) < WITH_CHILD).tolist()
    boards = [str(BOARDS[at]) for at in rng.choice(len(BOARDS), len(story), p=(0.72, 0.24, 0.04)).tolist()]
    arrivals, nights = bookings.arrival.tolist(), bookings.nights.tolist()
    types, rooms, statuses = bookings.room_type.tolist(), story.room.tolist(), story.status.tolist()

    def rows():
        for at, reservation in enumerate(reservation_of.tolist()):
            numbers[reservation] = number = numbers.get(reservation, 0) + 1
            yield (
                line_ids[at],
                reservation_ids[reservation],
                str(number),
                house.room_types[types[at]],
                house.rooms[rooms[at]] if rooms[at] >= 0 else None,
                house.day(arrivals[at]),
                house.day(arrivals[at] + nights[at]),
                max(adults[at], 2) if sharers[at] >= 0 else adults[at],
                int(children[at]),
                0,
                KINDS[int(bookings.kind[at])].origin,
                boards[at],
                statuses[at],
                f"{amounts[at] / 100:.2f}",
            )

    columns = (
        "id", "reservation_id", "line", "room_type_id", "room_id", "arrival", "departure", "adults", "children",
        "babies", "rate_plan", "board", "status", "amount",
    )  # fmt: skip
    copy_rows(ReservationLine, columns, rows())

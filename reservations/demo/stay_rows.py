"""Invented bookings into the tables: reservations, lines, nights and stays, by COPY."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from common.copying import copy_rows, refresh_statistics, reserve_ids
from reservations.choices import Board, Origin, Status, StayStatus
from reservations.demo import names
from reservations.demo.kinds import GROUP, KINDS, TRANSIENT, WALK_IN_CHANNEL
from reservations.demo.people import People
from reservations.demo.people_rows import SOURCE
from reservations.demo.story import GONE, HERE, Story
from reservations.models import Reservation, ReservationLine, RoomNight, Stay

#: What a reservation is when its lines differ: the first of these that any line has.
FIRST_OF = (HERE, GONE, "confirmed", "tentative", "no_show", "cancelled")
STAY_STATUS = {
    HERE: StayStatus.IN_HOUSE,
    GONE: StayStatus.CHECKED_OUT,
    str(Status.CONFIRMED): StayStatus.EXPECTED,
    str(Status.TENTATIVE): StayStatus.EXPECTED,
    str(Status.CANCELLED): StayStatus.VOID,
    str(Status.NO_SHOW): StayStatus.VOID,
}
SHARED, WITH_CHILD, WITH_REQUEST = 0.6, 0.12, 0.1
REQUESTS = (
    "高楼层",
    "安静房间",
    "加床",
    "婴儿床",
    "晚到，请保留房间",
    "无烟房",
    "接站",
    "发票抬头请提前准备",
)
BOARDS = (Board.BREAKFAST, Board.ROOM_ONLY, Board.HALF_BOARD)


@dataclass(frozen=True)
class House:
    """Keys and prices of what the database holds, in the order the arrays count them.

    `rates` are cents a night by room type, `days` the calendar with `factors` on the rate, `today` a
    position in it.
    """

    days: list[date]
    factors: np.ndarray
    today: int
    room_types: list[int]
    rates: np.ndarray
    rooms: list[int]
    channels: dict[str, int]
    outlets: dict[str, int]

    def day(self, position: int) -> date:
        return self.days[0] + timedelta(days=position)


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
    reservation_of, reservation_ids = _reservations(story)
    line_ids = reserve_ids(ReservationLine, count)
    night_line, night_day, night_cents = _price(rng, story, house)
    amounts = np.bincount(night_line, weights=night_cents, minlength=count).astype(np.int64).tolist()
    _write_reservations(rng, story, people, guest_ids, account_ids, house, reservation_of, reservation_ids)
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
    spend: dict[int, int],
) -> int:
    """The stays of every line with what was spent in them (cents by stay key); how many rows."""
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
            yield (stay_id, guest_ids[guests[at]], True, f"{spend.get(stay_id, 0) / 100:.2f}", *common)
            sharer_id = written.sharer_stay_ids[at]
            if sharer_id:
                yield (
                    sharer_id,
                    guest_ids[sharers[at]],
                    False,
                    f"{spend.get(sharer_id, 0) / 100:.2f}",
                    *common,
                )

    columns = ("id", "guest_id", "is_payer", "spend", "line_id", "room_id", "arrival", "departure", "status",
               "checked_in_at", "checked_out_at", "is_synthetic")  # fmt: skip
    refresh_statistics(Reservation, ReservationLine)
    return copy_rows(Stay, columns, rows())


def _reservations(story: Story) -> tuple[np.ndarray, list[int]]:
    """The position of each line's reservation (a group has one for all its rooms), and their keys."""
    group = story.bookings.group
    alone = group < 0
    keys = np.where(alone, -1 - np.arange(len(group)), group)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))  # in the order of arrival, not of the keys
    return order[inverse], reserve_ids(Reservation, len(first))


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


def _write_reservations(
    rng, story: Story, people: People, guest_ids, account_ids, house: House, reservation_of, reservation_ids
) -> None:
    bookings = story.bookings
    count = len(reservation_ids)
    lead_line = np.full(count, -1)
    rank = np.array([FIRST_OF.index(status) for status in story.status.tolist()])
    status_rank = np.full(count, len(FIRST_OF) - 1)
    np.minimum.at(status_rank, reservation_of, rank)
    for at in range(len(story) - 1, -1, -1):
        lead_line[reservation_of[at]] = at
    minutes = rng.integers(8 * 60, 22 * 60, count).tolist()
    asks = (rng.random(count) < WITH_REQUEST).tolist()
    request = rng.choice(REQUESTS, count).tolist()
    chances = rng.random((count, 4)).tolist()
    took_place = story.took_place.tolist()

    def rows():
        for at, line in enumerate(lead_line.tolist()):
            kind = int(bookings.kind[line])
            channel = _pick(KINDS[kind].channels, chances[at][0])
            origin, booked = KINDS[kind].origin, int(story.booked[line])
            if channel == WALK_IN_CHANNEL and kind == TRANSIENT:
                if took_place[line]:
                    origin, booked = Origin.WALK_IN, int(bookings.arrival[line])
                else:
                    channel = "phone"
            guest = int(bookings.guest[line])
            account = people.account[guest] if kind != GROUP else int(chances[at][3] * len(account_ids))
            group = ""
            if bookings.group[line] >= 0:
                occasion = names.GROUP_OCCASIONS[int(chances[at][3] * len(names.GROUP_OCCASIONS))]
                group = f"{people.name[guest]}·{occasion}"
            motive = _pick(KINDS[kind].motives, chances[at][1]) if chances[at][1] < 0.97 else ""
            minute = 6 * 60 if booked == house.today else minutes[at]
            yield (
                reservation_ids[at],
                SOURCE,
                f"D{reservation_ids[at]:08}",
                FIRST_OF[status_rank[at]],
                f"{house.day(booked)} {minute // 60:02}:{minute % 60:02} {settings.TIME_ZONE}",
                origin,
                house.channels[channel],
                None if account is None else account_ids[account],
                group,
                motive,
                _pick(KINDS[kind].reasons, chances[at][2]),
                settings.HOTEL_CURRENCY,
                (request[at],) if asks[at] else (),
                guest_ids[guest],
                guest_ids[guest],
                True,
                SOURCE,
            )

    columns = (
        "id", "source", "external_id", "status", "booked_at", "origin", "channel_id", "account_id", "group", "motive",
        "why_this_hotel", "currency", "special_requests", "booker_id", "guest_id", "is_synthetic", "created_by",
    )  # fmt: skip
    copy_rows(Reservation, columns, rows())


def _pick(chances: tuple[tuple[str, float], ...], at: float) -> str:
    for key, share in chances:
        if at < share:
            return key
        at -= share
    return chances[-1][0]


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

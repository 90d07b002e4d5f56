"""Invented reservations, by COPY: who booked when, from where and why."""

import numpy as np
from django.conf import settings

from common.copying import copy_rows, reserve_ids
from reservations.choices import Origin
from reservations.demo import names
from reservations.demo.house import House
from reservations.demo.kinds import GROUP, KINDS, TRANSIENT, WALK_IN_CHANNEL
from reservations.demo.people import People
from reservations.demo.people_rows import SOURCE
from reservations.demo.story import GONE, HERE, Story
from reservations.models import Reservation

#: What a reservation is when its lines differ: the first of these that any line has.
FIRST_OF = (HERE, GONE, "confirmed", "tentative", "no_show", "cancelled")
WITH_REQUEST = 0.1
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


def reservations_of(story: Story) -> tuple[np.ndarray, list[int]]:
    """The position of each line's reservation (a group has one for all its rooms), and their keys."""
    group = story.bookings.group
    alone = group < 0
    keys = np.where(alone, -1 - np.arange(len(group)), group)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))  # in the order of arrival, not of the keys
    return order[inverse], reserve_ids(Reservation, len(first))


def write_reservations(
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

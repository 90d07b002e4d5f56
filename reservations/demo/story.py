"""What became of each invented booking by today: booked, cancelled, arrived, gone. Pure numpy."""

from dataclasses import dataclass

import numpy as np

from reservations.choices import Status
from reservations.demo.kinds import CANCELLED_SHARE, CONTRACT, GROUP, KINDS, NO_SHOW_SHARE, TENTATIVE_SHARE
from reservations.demo.rhythm import Bookings
from reservations.demo.room_book import RoomBook

#: Of today's: departures that have left already, arrivals that have come already, arrivals with a room set.
LEFT_ALREADY, CAME_ALREADY, ROOM_SET = 0.55, 0.3, 0.6
GONE = str(Status.CHECKED_OUT)
HERE = str(Status.IN_HOUSE)


@dataclass
class Story:
    """One row a booking: its status, its room's position (-1: none) and the day it was booked on."""

    bookings: Bookings
    status: np.ndarray
    room: np.ndarray
    booked: np.ndarray

    def __len__(self) -> int:
        return len(self.status)

    @property
    def took_place(self) -> np.ndarray:
        return (self.status == GONE) | (self.status == HERE)


def tell(
    rng: np.random.Generator, bookings: Bookings, book: RoomBook, today: int, *, beyond_the_house: bool
) -> Story:
    """Give `bookings` rooms in `book` and a status as of day `today`.

    Bookings that are not yet known today are left out. One that finds the house full was cancelled, unless
    `beyond_the_house`: then it took place without a room that we know (only if it is over by today).
    """
    leads = _leads(rng, bookings)
    # Whose first booking lies ahead has made it already; leads being exponential, what went before today
    # is distributed as any lead.
    booked = np.where(bookings.is_first, np.minimum(bookings.arrival, today), bookings.arrival) - leads
    known = booked <= today
    bookings, booked = bookings.only(known), booked[known]
    fallen = _fallen_through(rng, len(bookings), bookings.arrival < today)
    rooms = np.full(len(bookings), -1)
    columns = zip(
        bookings.room_type.tolist(), bookings.arrival.tolist(), bookings.nights.tolist(), strict=True
    )
    for at, (wish, has_fallen) in enumerate(zip(columns, (fallen != "").tolist(), strict=True)):
        if not has_fallen:
            rooms[at] = book.take(*wish)
    over = bookings.arrival + bookings.nights < today
    kept_without = over & (fallen == "") if beyond_the_house else np.zeros(len(bookings), dtype=bool)
    is_full = (rooms < 0) & (fallen == "") & ~kept_without
    bookings.room_type = np.where(rooms >= 0, book.types[rooms], bookings.room_type)
    status = np.where(
        fallen != "", fallen, np.where(is_full, str(Status.CANCELLED), _by_date(rng, bookings, today))
    )
    status = _one_party_a_room(status, rooms, bookings, today, book.parties)
    still_open = (status == str(Status.CONFIRMED)) | (status == str(Status.TENTATIVE))
    shown = (
        (bookings.arrival == today) & (status == str(Status.CONFIRMED)) & (rng.random(len(rooms)) < ROOM_SET)
    )
    return Story(bookings, status, np.where(still_open & ~shown, -1, rooms), booked)


def _leads(rng: np.random.Generator, bookings: Bookings) -> np.ndarray:
    """Days between booking and arrival; a group is booked once, for all its rooms."""
    means = np.array([kind.lead for kind in KINDS])[bookings.kind]
    leads = rng.exponential(means).astype(int)
    grouped = bookings.group >= 0
    if grouped.any():
        by_group = rng.exponential(KINDS[GROUP].lead, bookings.group.max() + 1).astype(int) + 3
        leads[grouped] = by_group[bookings.group[grouped]]
    return leads


def _fallen_through(rng: np.random.Generator, count: int, is_past: np.ndarray) -> np.ndarray:
    """'cancelled', 'no_show' (only in the past) or ''."""
    chance = rng.random(count)
    fallen = np.where(chance < CANCELLED_SHARE, str(Status.CANCELLED), "")
    missed = is_past & (chance >= CANCELLED_SHARE) & (chance < CANCELLED_SHARE + NO_SHOW_SHARE)
    return np.where(missed, str(Status.NO_SHOW), fallen)


def _by_date(rng: np.random.Generator, bookings: Bookings, today: int) -> np.ndarray:
    chance = rng.random(len(bookings))
    leaves = bookings.arrival + bookings.nights
    unsure = (bookings.kind != CONTRACT) & (chance < TENTATIVE_SHARE)
    return np.select(
        [
            (leaves < today) | ((leaves == today) & (bookings.arrival < today) & (chance < LEFT_ALREADY)),
            (bookings.arrival < today) | ((bookings.arrival == today) & (chance < CAME_ALREADY)),
            (bookings.arrival > today) & unsure,
        ],
        [GONE, HERE, str(Status.TENTATIVE)],
        str(Status.CONFIRMED),
    )


def _one_party_a_room(
    status: np.ndarray, rooms: np.ndarray, bookings: Bookings, today: int, parties: set[int]
) -> np.ndarray:
    """Who came today into a room that is not empty yet is still on his way; `parties` are the rooms with somebody.

    Where an earlier chunk has let somebody in today already, the party that was to leave today has left.
    """
    status = status.copy()
    here = status == HERE
    for at in np.flatnonzero(here & (bookings.arrival < today)).tolist():
        if int(rooms[at]) in parties:
            status[at] = GONE
        parties.add(int(rooms[at]))
    for at in np.flatnonzero(here & (bookings.arrival == today)).tolist():
        if int(rooms[at]) in parties:
            status[at] = str(Status.CONFIRMED)
        parties.add(int(rooms[at]))
    return status

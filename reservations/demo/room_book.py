"""Which room is taken in which night of the invented calendar: no room twice, no night more than there are."""

from collections.abc import Iterable

import numpy as np


class RoomBook:
    """The house's rooms against the days of the calendar.

    `types` is each room's type (0 … 4, simplest first). A booking is given a room of its own type if one is
    free in all its nights, else of the next better one, else of a simpler one.
    """

    def __init__(self, types: Iterable[int], days: int):
        self.types = np.array(list(types))
        self.parties: set[int] = set()  # rooms with somebody in them today
        self._taken = np.zeros((len(self.types), days + 1), dtype=bool)
        self._rooms = [np.flatnonzero(self.types == room_type) for room_type in range(max(self.types) + 1)]

    def occupy(self, room: int, arrival: int, nights: int) -> None:
        """Somebody else holds `room`; days outside the calendar are ignored. Day use takes its day's night."""
        self._taken[room, max(arrival, 0) : max(arrival + max(nights, 1), 0)] = True

    def take(self, room_type: int, arrival: int, nights: int) -> int:
        """A room for these nights, or -1 when the house is full."""
        span = slice(arrival, arrival + max(nights, 1))
        better = range(room_type, len(self._rooms))
        simpler = range(room_type - 1, -1, -1)
        for candidate in (*better, *simpler):
            rooms = self._rooms[candidate]
            free = np.flatnonzero(~self._taken[rooms, span].any(axis=1))
            if len(free):
                # Spread by date, so that the first rooms of a floor are not the only ones that age.
                room = int(rooms[free[(arrival * 7 + nights) % len(free)]])
                self._taken[room, span] = True
                return room
        return -1

    def occupancy(self, first: int, last: int) -> float:
        """Share of the rooms taken in the nights `first` … `last` - 1."""
        return float(self._taken[:, first:last].mean())

"""When each invented guest comes, and comes again: individual rates, individual loss. Pure numpy.

A guest's first arrival follows the demand of the days; after it he returns in gaps that are exponential
with his own rate until, after one of his stays, the hotel loses him. That is the family of processes the
value forecast assumes, so what it learns here is something that can be learnt.
"""

from dataclasses import dataclass

import numpy as np

from reservations.demo.kinds import GROUP, GROUP_ROOMS, KINDS

#: A return is moved by so many days at most to fit the week.
WEEK_SHIFT = 3
#: Nobody in the invented hotel comes more often than this.
MOST_STAYS = 60


@dataclass
class Bookings:
    """One row a booked room, columns of equal length; days count from the first day of the calendar."""

    guest: np.ndarray  # position of the guest among those of this chunk
    arrival: np.ndarray
    nights: np.ndarray
    kind: np.ndarray
    group: np.ndarray  # -1: alone
    is_first: np.ndarray  # nobody has been without a booking: the first one is known by today
    room_type: np.ndarray  # 0 … 4, simplest first

    def __len__(self) -> int:
        return len(self.guest)

    def only(self, keep: np.ndarray) -> "Bookings":
        """The rows chosen by a mask or by positions."""
        return Bookings(**{name: column[keep] for name, column in vars(self).items()})


def draw_bookings(rng: np.random.Generator, kinds: np.ndarray, demand: np.ndarray, today: int) -> Bookings:
    """Every booking of guests of these `kinds` within the calendar of `demand`, ordered by arrival.

    `today` is a day of that calendar: the further after it, the fewer first arrivals are known already.
    """
    first = _first_arrivals(rng, kinds, demand, today)
    nights = _nights(rng, kinds)
    group = _gather_groups(rng, kinds, first, nights)
    people = np.arange(len(kinds))
    rounds = [(people, first, nights, kinds, group, np.ones(len(people), dtype=bool))]
    rates = np.empty(len(kinds))
    losses = np.empty(len(kinds))
    for index, kind in enumerate(KINDS):
        mine = kinds == index
        rates[mine] = rng.gamma(kind.rate_shape, kind.rate_scale, mine.sum())
        losses[mine] = rng.beta(kind.loss_a, kind.loss_b, mine.sum())
    gone = first + nights
    for _visit in range(MOST_STAYS - 1):
        stays_ours = rng.random(len(people)) >= losses[people]
        people, gone = people[stays_ours], gone[stays_ours]
        gaps = rng.exponential(365 / np.maximum(rates[people], 1e-3))
        arrival = np.minimum(gone + 1 + gaps, len(demand)).astype(int)
        inside = arrival < len(demand) - WEEK_SHIFT
        people, gone, arrival = people[inside], gone[inside], arrival[inside]
        if not len(people):
            break
        arrival = _fit_the_week(rng, arrival, gone, demand)
        nights = _nights(rng, kinds[people])
        alone, returning = np.full(len(people), -1), np.zeros(len(people), dtype=bool)
        rounds.append((people, arrival, nights, kinds[people], alone, returning))
        gone = arrival + nights
    guest, arrival, nights, kind, group, is_first = (
        np.concatenate(column) for column in zip(*rounds, strict=True)
    )
    bookings = Bookings(guest, arrival, nights, kind, group, is_first, _room_types(rng, kind))
    return bookings.only(np.lexsort((guest, arrival)))


def _first_arrivals(
    rng: np.random.Generator, kinds: np.ndarray, demand: np.ndarray, today: int
) -> np.ndarray:
    ahead = np.maximum(np.arange(len(demand)) - today, 0)
    first = np.empty(len(kinds), dtype=int)
    for index, kind in enumerate(KINDS):
        mine = kinds == index
        weights = (demand * np.exp(-ahead / kind.lead)).cumsum()
        first[mine] = np.searchsorted(weights / weights[-1], rng.random(mine.sum()))
    return first


def _nights(rng: np.random.Generator, kinds: np.ndarray) -> np.ndarray:
    return _draw_by_kind(rng, kinds, [kind.nights for kind in KINDS])


def _room_types(rng: np.random.Generator, kinds: np.ndarray) -> np.ndarray:
    return _draw_by_kind(rng, kinds, [kind.types for kind in KINDS])


def _draw_by_kind(
    rng: np.random.Generator, kinds: np.ndarray, chances: list[tuple[float, ...]]
) -> np.ndarray:
    drawn = np.empty(len(kinds), dtype=int)
    for index, chance in enumerate(chances):
        mine = kinds == index
        drawn[mine] = np.searchsorted(np.cumsum(chance) / sum(chance), rng.random(mine.sum()))
    return drawn


def _gather_groups(
    rng: np.random.Generator, kinds: np.ndarray, first: np.ndarray, nights: np.ndarray
) -> np.ndarray:
    """The group of each guest's first stay (-1: none); members get one arrival and one length, in place."""
    group = np.full(len(kinds), -1)
    members = np.flatnonzero(kinds == GROUP)
    members = members[np.argsort(first[members], kind="stable")]
    sizes = rng.integers(GROUP_ROOMS[0], GROUP_ROOMS[1] + 1, size=len(members) // GROUP_ROOMS[0] + 1)
    ends = np.cumsum(sizes)
    group[members] = np.searchsorted(ends, np.arange(len(members)), side="right")
    leaders = (
        members[np.minimum(np.concatenate(([0], ends)), max(len(members) - 1, 0))]
        if len(members)
        else members
    )
    first[members] = first[leaders[group[members]]]
    nights[members] = np.maximum(nights[leaders[group[members]]], 1)
    return group


def _fit_the_week(
    rng: np.random.Generator, arrival: np.ndarray, gone: np.ndarray, demand: np.ndarray
) -> np.ndarray:
    """Each arrival moved to one of the days around it, the busier day the likelier, never before `gone`."""
    shifts = np.arange(-WEEK_SHIFT, WEEK_SHIFT + 1)
    candidates = arrival[:, None] + shifts
    allowed = (candidates > gone[:, None]) & (candidates < len(demand))
    weights = np.where(allowed, demand[np.clip(candidates, 0, len(demand) - 1)] ** 2, 0)
    totals = weights.cumsum(axis=1)
    chosen = (totals < (rng.random(len(arrival)) * totals[:, -1])[:, None]).sum(axis=1)
    return candidates[np.arange(len(arrival)), np.minimum(chosen, len(shifts) - 1)]

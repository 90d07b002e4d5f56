"""The arithmetic of points. Pure: whole points, rounded down; the oldest are spent first."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True, order=True)
class Lot:
    """Points of one account that expire on the same day."""

    expires_on: date
    points: int


@dataclass(frozen=True)
class Taken:
    """What was found of the points asked for, lot by lot, and how many were `short`."""

    lots: tuple[Lot, ...]
    short: int


def points_due(spend: Mapping[str, Decimal], rates: Mapping[str, Decimal], times: Decimal) -> int:
    """Points for `spend` by kind of outlet; a kind in which more was refunded than spent counts for nothing."""
    earned = sum(
        (max(Decimal(0), amount) * rates.get(kind, Decimal(0)) for kind, amount in spend.items()), Decimal(0)
    )
    return int((earned * times).to_integral_value(ROUND_FLOOR))


def expiry_day(earned_on: date, months: int) -> date:
    """The first day on which points earned on `earned_on` no longer count; a day that its month lacks is the last."""
    years, month = divmod(earned_on.month - 1 + months, 12)
    year, month = earned_on.year + years, month + 1
    return date(year, month, min(earned_on.day, calendar.monthrange(year, month)[1]))


def take(lots: Iterable[Lot], points: int, *, first: date | None = None) -> Taken:
    """`points` out of `lots`, the oldest first, but those that expire on `first` before all others."""
    taken, left = [], points
    for lot in sorted(lots, key=lambda lot: (lot.expires_on != first, lot.expires_on)):
        part = min(lot.points, left)
        if part > 0:
            taken.append(Lot(lot.expires_on, part))
            left -= part
    return Taken(tuple(taken), left)


def settle(points: int, owed: int) -> tuple[int, int]:
    """(what goes against the debt of `owed`, what is the guest's) of points just earned."""
    against = min(points, owed)
    return against, points - against


class OpenPurse:
    """One guest's points while some come and go: what he has by day of expiry, and what he owes.

    It is never below zero: what cannot be taken is owed, and what comes next goes against it.
    """

    def __init__(self, lots: Iterable[Lot] = (), owed: int = 0):
        self.owed = owed
        self._left: dict[date, int] = {}
        for lot in lots:
            self._left[lot.expires_on] = self._left.get(lot.expires_on, 0) + lot.points

    @property
    def balance(self) -> int:
        return sum(self._left.values())

    @property
    def lots(self) -> tuple[Lot, ...]:
        """What is left, the oldest first."""
        return tuple(Lot(day, points) for day, points in sorted(self._left.items()) if points)

    def put(self, lots: Iterable[Lot]) -> None:
        """Points that keep the day on which they expire, and settle no debt."""
        for lot in lots:
            self._left[lot.expires_on] = self._left.get(lot.expires_on, 0) + lot.points

    def earn(self, points: int, day: date) -> tuple[int, int]:
        """(what went against the debt, what is his from now until `day`)."""
        against, his = settle(points, self.owed)
        self.owed -= against
        self.put([Lot(day, his)])
        return against, his

    def spend(self, points: int, *, first: date | None = None) -> Taken:
        """Take `points`, the oldest first, those of day `first` before all others; what is short is not owed yet."""
        found = take(self.lots, points, first=first)
        for part in found.lots:
            self._left[part.expires_on] -= part.points
        return found

    def take_back(self, points: int, *, first: date | None = None) -> Taken:
        """As `spend`, but what is short is owed."""
        found = self.spend(points, first=first)
        self.owed += found.short
        return found

    def expire(self, on: date) -> tuple[Lot, ...]:
        """What no longer counts on business date `on`, taken out."""
        over = tuple(lot for lot in self.lots if lot.expires_on <= on)
        for lot in over:
            self._left[lot.expires_on] -= lot.points
        return over

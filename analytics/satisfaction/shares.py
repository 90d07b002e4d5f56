"""Shares of a whole: what every method of weighting ends with."""

from collections.abc import Sequence
from decimal import Decimal

#: Decimal places of a stored weight.
PLACES = 6


def normalised(figures: Sequence[float]) -> tuple[float, ...]:
    """The figures divided by their sum; equal shares where all are zero."""
    total = float(sum(figures))
    if total <= 0:
        return (1 / len(figures),) * len(figures)
    return tuple(float(figure) / total for figure in figures)


def rounded(shares: Sequence[float]) -> tuple[Decimal, ...]:
    """Weights of PLACES decimals whose sum is exactly 1: what rounding leaves over goes to the largest remainders."""
    whole = 10**PLACES
    exact = [share * whole for share in normalised(shares)]
    units = [int(figure) for figure in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: units[at] - exact[at])
    for at in by_remainder[: whole - sum(units)]:
        units[at] += 1
    return tuple(Decimal(unit).scaleb(-PLACES) for unit in units)


def equal(count: int) -> tuple[Decimal, ...]:
    return rounded([1.0] * count)

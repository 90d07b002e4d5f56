"""Paired comparison: four points are shared between two, from 4 : 0 to 0 : 4.

The weight of one is what it got of all points given. Pairs are positions (i, j) with i < j; kept are the points of the
first.
"""

from collections.abc import Iterable, Mapping

from analytics.satisfaction.ahp import Pair
from analytics.satisfaction.shares import normalised

#: Points that a pair shares.
POINTS = 4


def weights(count: int, comparisons: Iterable[Mapping[Pair, int]]) -> tuple[float, ...]:
    """Row sum ÷ total over the comparisons of one or several experts; pairs not yet compared count nothing."""
    sums = [0.0] * count
    for points in comparisons:
        for (i, j), of_first in points.items():
            if not 0 <= of_first <= POINTS:
                raise ValueError(f"{of_first} points: a pair shares {POINTS}")
            sums[i] += of_first
            sums[j] += POINTS - of_first
    return normalised(sums)

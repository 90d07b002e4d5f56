"""Delphi: experts weigh in rounds; between two rounds each sees where the middle lies, never who said what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.satisfaction.shares import normalised

#: One expert agrees with himself: that is no agreement.
FEWEST_EXPERTS = 2


@dataclass(frozen=True)
class Spread:
    """What the experts of a round gave one sibling, as shares of its group."""

    median: float
    lower: float
    upper: float
    mean: float
    variation: float


def spreads(opinions: Sequence[Sequence[float]]) -> tuple[Spread, ...]:
    """One Spread a sibling; `opinions` holds one row of figures an expert, which count as shares of their sum.

    Quartiles are interpolated between neighbours; the coefficient of variation is standard deviation (n − 1) ÷ mean
    (zero for a single expert, and where all give nothing).
    """
    shares = np.array([normalised(row) for row in opinions])
    lower, median, upper = np.percentile(shares, [25, 50, 75], axis=0)
    mean = shares.mean(axis=0)
    deviation = shares.std(axis=0, ddof=1) if len(shares) > 1 else np.zeros_like(mean)
    variation = np.divide(deviation, mean, out=np.zeros_like(mean), where=mean > 0)
    columns = zip(median, lower, upper, mean, variation, strict=True)
    return tuple(Spread(*(float(figure) for figure in column)) for column in columns)


def weights(found: Sequence[Spread]) -> tuple[float, ...]:
    """The means, normalised."""
    return normalised([spread.mean for spread in found])


def agree(found: Sequence[Spread], *, experts: int, limit: float) -> bool:
    """Whether every sibling's coefficient of variation is within `limit`."""
    return experts >= FEWEST_EXPERTS and all(spread.variation <= limit for spread in found)

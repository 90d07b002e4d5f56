"""What a sample of scores says and how far it may be trusted (pure).

Intervals are Student's; of a difference, Welch's. Both assume answers that do not depend on each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

#: Share of all samples whose interval would hold the true mean.
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Sample:
    """`n` scores with their mean and standard deviation (n − 1); None where there are too few for one."""

    n: int
    mean: float | None
    deviation: float | None


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2


def pooled(samples: Iterable[Sample]) -> Sample:
    """The one sample that all of them together are."""
    parts = [sample for sample in samples if sample.n and sample.mean is not None]
    n = sum(part.n for part in parts)
    if not n:
        return Sample(0, None, None)
    mean = sum(part.n * part.mean for part in parts if part.mean is not None) / n
    if n < 2:
        return Sample(n, mean, None)
    squares = sum(
        (part.n - 1) * (part.deviation or 0.0) ** 2 + part.n * ((part.mean or 0.0) - mean) ** 2
        for part in parts
    )
    return Sample(n, mean, sqrt(squares / (n - 1)))


def interval(sample: Sample) -> Interval | None:
    """Where the mean lies with CONFIDENCE, within 0–100; None for fewer than two scores."""
    if sample.n < 2 or sample.mean is None or sample.deviation is None:
        return None
    half = _quantile(sample.n - 1) * sample.deviation / sqrt(sample.n)
    return Interval(max(0.0, sample.mean - half), min(100.0, sample.mean + half))


def difference(before: Sample, after: Sample) -> Interval | None:
    """Where `after` − `before` lies with CONFIDENCE (Welch); None for fewer than two scores on either side."""
    if min(before.n, after.n) < 2:
        return None
    assert before.mean is not None
    assert after.mean is not None
    step = after.mean - before.mean
    one, other = ((part.deviation or 0.0) ** 2 / part.n for part in (before, after))
    if one + other == 0:
        return Interval(step, step)
    freedom = (one + other) ** 2 / (one**2 / (before.n - 1) + other**2 / (after.n - 1))
    half = _quantile(freedom) * sqrt(one + other)
    return Interval(step - half, step + half)


def _quantile(freedom: float) -> float:
    """How many standard errors hold CONFIDENCE on both sides, by Student's distribution."""
    from scipy.special import stdtrit  # loaded where somebody asks, not by every process

    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))

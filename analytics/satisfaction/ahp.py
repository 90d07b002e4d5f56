"""The analytic hierarchy process: weights out of comparisons of two on Saaty's scale from 1 to 9.

A comparison is kept as steps from −8 to 8: 0 says "equal", s > 0 that the first is s + 1 times as important as the
second, s < 0 that the second is 1 − s times as important as the first. Pairs are positions (i, j) with i < j.

Sources: T. L. Saaty, The Analytic Hierarchy Process (1980); the random index of his table; for comparisons not yet made
P. T. Harker, Incomplete pairwise comparisons in the analytic hierarchy process (1987).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

#: Consistency index of random matrices by their size: beyond ten siblings nobody compares all pairs any more.
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
MOST_SIBLINGS = max(RANDOM_INDEX)
#: A consistency ratio from here on is refused.
REFUSED_FROM = 0.10
STRONGEST = 8

Pair = tuple[int, int]


@dataclass(frozen=True)
class Outcome:
    """Weights in the order of the siblings (sum 1) with the figures of their consistency."""

    weights: tuple[float, ...]
    lambda_max: float
    index: float
    ratio: float

    @property
    def is_consistent(self) -> bool:
        return self.ratio < REFUSED_FROM


@dataclass(frozen=True)
class Contradiction:
    """The comparison that fits the others least: the steps given, the steps that fit, the ratio with those."""

    pair: Pair
    given: int
    fitting: int
    ratio: float


def pairs(count: int) -> tuple[Pair, ...]:
    """Every pair of `count` siblings, in the order in which they are asked."""
    return tuple(combinations(range(count), 2))


def times(steps: int) -> float:
    """How many times as important the first is as the second."""
    return steps + 1.0 if steps >= 0 else 1 / (1.0 - steps)


def nearest_steps(ratio: float) -> int:
    """The place on Saaty's scale that is nearest to a ratio of weights; never beyond its ends."""
    if ratio < 1:
        return -nearest_steps(1 / ratio)
    return min(STRONGEST, round(ratio) - 1)


def matrix(count: int, steps: Mapping[Pair, int]) -> np.ndarray:
    """The reciprocal matrix of the comparisons; every pair must be there."""
    square = np.ones((count, count))
    for i, j in pairs(count):
        square[i, j] = times(steps[i, j])
        square[j, i] = 1 / square[i, j]
    return square


def together(matrices: Iterable[np.ndarray]) -> np.ndarray:
    """Several experts' matrices as one: the geometric mean of each judgement, which stays reciprocal."""
    return np.exp(np.mean([np.log(square) for square in matrices], axis=0))


def outcome(square: np.ndarray) -> Outcome:
    """Principal eigenvector, CI = (λ − n) / (n − 1) and CR = CI / RI of a reciprocal matrix."""
    count = len(square)
    if count not in RANDOM_INDEX:
        raise ValueError(f"{count} siblings: the random index ends at {MOST_SIBLINGS}")
    largest, weights = _principal(square)
    if count < 3:  # two can never contradict each other
        return Outcome(weights, float(count), 0.0, 0.0)
    index = max(0.0, (largest - count) / (count - 1))
    return Outcome(weights, largest, index, index / RANDOM_INDEX[count])


def so_far(count: int, steps: Mapping[Pair, int]) -> tuple[float, ...] | None:
    """Weights while some comparisons are missing: each missing one counts as what the others say of it.

    None while some sibling is not yet tied to the others by any chain of comparisons.
    """
    if not _connects(count, steps):
        return None
    square = np.zeros((count, count))
    for (i, j), given in steps.items():
        square[i, j] = times(given)
        square[j, i] = 1 / square[i, j]
    # Harker: nothing at the missing places, and one more on the diagonal for each of them.
    np.fill_diagonal(square, count - np.count_nonzero(square, axis=1))
    return _principal(square)[1]


def worst(count: int, steps: Mapping[Pair, int]) -> Contradiction | None:
    """Which comparison contradicts the others most, and what would fit instead.

    Of every pair it is asked what the other pairs say about it; the one whose correction to that lowers the
    ratio most is named. None where no correction of a single pair helps.
    """
    now = outcome(matrix(count, steps)).ratio
    best: Contradiction | None = None
    for pair in pairs(count):
        weights = so_far(count, {other: given for other, given in steps.items() if other != pair})
        if weights is None:  # two siblings: there are no others
            continue
        fitting = nearest_steps(weights[pair[0]] / weights[pair[1]])
        if fitting == steps[pair]:
            continue
        ratio = outcome(matrix(count, {**steps, pair: fitting})).ratio
        if ratio < (best.ratio if best else now):
            best = Contradiction(pair, steps[pair], fitting, ratio)
    return best


def _connects(count: int, given: Iterable[Pair]) -> bool:
    reached, left = {0}, list(given)
    while touching := [pair for pair in left if reached & set(pair)]:
        reached.update(*touching)
        left = [pair for pair in left if pair not in touching]
    return len(reached) == count


def _principal(square: np.ndarray) -> tuple[float, tuple[float, ...]]:
    values, vectors = np.linalg.eig(square)
    at = int(np.argmax(values.real))
    vector: Sequence[float] = np.abs(vectors[:, at].real)
    return float(values[at].real), tuple(float(part) for part in vector / np.sum(vector))

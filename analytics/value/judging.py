"""How good a forecast of stays was, once the year it spoke of is over. Pure.

Not by the mean absolute error: "nobody ever returns" wins by it wherever most guests come once.
"""

from dataclasses import dataclass

import numpy as np

#: Guests are put into so many equal groups from the lowest to the highest forecast.
TENTHS = 10
TOP = 0.2


@dataclass(frozen=True)
class Tenth:
    """`guests` with neighbouring forecasts: stays expected and stays that came, per guest."""

    guests: int
    expected: float
    came: float


@dataclass(frozen=True)
class Judgement:
    """`rmse`: root of the mean squared error, stays; `bias`: Σ expected / Σ came (None if nobody came);
    `tenth_error`: mean over the tenths of |expected − came| per guest; `capture`: share of what all guests brought
    that came from the fifth who were worth most by the forecast (None if nobody brought anything)."""

    rmse: float
    bias: float | None
    tenth_error: float
    capture: float | None
    tenths: tuple[Tenth, ...]


def judge(expected: np.ndarray, came: np.ndarray, *, worth: np.ndarray, gain: np.ndarray) -> Judgement:
    """One value a guest: stays expected, stays that came, what he was expected to be worth, and what he brought."""
    tenths = tuple(_tenths(expected, came))
    return Judgement(
        rmse=float(np.sqrt(((expected - came) ** 2).mean())),
        bias=float(expected.sum() / came.sum()) if came.sum() else None,
        tenth_error=float(np.mean([abs(tenth.expected - tenth.came) for tenth in tenths])),
        capture=capture(worth, gain),
        tenths=tenths,
    )


def _tenths(expected: np.ndarray, came: np.ndarray):
    order = np.argsort(expected, kind="stable")
    level = _level(expected[order], came[order].astype(float))
    for part_of_expected, part_of_came in zip(
        np.array_split(expected[order], TENTHS), np.array_split(level, TENTHS), strict=True
    ):
        if len(part_of_expected):
            yield Tenth(len(part_of_expected), float(part_of_expected.mean()), float(part_of_came.mean()))


def capture(worth: np.ndarray, gain: np.ndarray) -> float | None:
    """Share of Σ gain with the fifth of highest worth."""
    total = gain.sum()
    if total <= 0:
        return None
    order = np.argsort(-worth, kind="stable")
    level = _level(worth[order], gain[order].astype(float))
    return float(level[: int(np.ceil(TOP * len(level)))].sum() / total)


def _level(key: np.ndarray, values: np.ndarray) -> np.ndarray:
    """`values` with each replaced by the mean of its equals in the sorted `key`: where the order of equals is
    chance, no border between groups may gain from it."""
    begins = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    sizes = np.diff(np.r_[begins, len(key)])
    return np.repeat(np.add.reduceat(values, begins) / sizes, sizes)

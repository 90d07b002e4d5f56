"""From the sheets of experts to the weights of one group of siblings, by every method (pure).

A sheet is what one expert said of one group: for Delphi one figure a sibling in their order; in pairs
{(i, j): answer} with i < j, steps for AHP and points of the first for paired comparison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.satisfaction import ahp, delphi, paired
from analytics.satisfaction.ahp import Pair
from analytics.satisfaction.choices import IN_PAIRS, IN_ROUNDS, SAATY, Method
from analytics.satisfaction.shares import normalised

Sheet = Sequence[float] | Mapping[Pair, int]


@dataclass(frozen=True)
class GroupResult:
    """What the experts came to: weights of sum 1, how far they lie apart, CR of all together (AHP), agreed or not."""

    weights: tuple[float, ...]
    spreads: tuple[delphi.Spread, ...]
    ratio: float | None
    is_agreed: bool


@dataclass(frozen=True)
class Standing:
    """One expert's own sheet: weights (None while too little is said), what is missing, CR once all is said."""

    weights: tuple[float, ...] | None
    missing: int
    ratio: float | None
    contradiction: ahp.Contradiction | None

    @property
    def is_refused(self) -> bool:
        return self.ratio is not None and self.ratio >= ahp.REFUSED_FROM

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.is_refused


def is_complete(method: str, count: int, sheet: Sheet) -> bool:
    return len(sheet) == (len(ahp.pairs(count)) if method in IN_PAIRS else count)


def of_one(method: str, count: int, sheet: Sheet) -> tuple[float, ...]:
    """The weights that one complete sheet comes to."""
    if not isinstance(sheet, Mapping):
        return normalised(sheet)
    if method in SAATY:
        return ahp.outcome(ahp.matrix(count, sheet)).weights
    return paired.weights(count, [sheet])


def standing(method: str, count: int, sheet: Sheet) -> Standing:
    """How far an expert is with a group, shown while he answers."""
    if not isinstance(sheet, Mapping):
        missing = count - len(sheet)
        return Standing(None if missing or not sum(sheet) else normalised(sheet), missing, None, None)
    missing = len(ahp.pairs(count)) - len(sheet)
    if method not in SAATY:
        return Standing(paired.weights(count, [sheet]) if sheet else None, missing, None, None)
    if missing:
        return Standing(ahp.so_far(count, sheet), missing, None, None)
    found = ahp.outcome(ahp.matrix(count, sheet))
    contradiction = None if found.is_consistent else ahp.worst(count, sheet)
    return Standing(found.weights, 0, found.ratio, contradiction)


def of_all(method: str, count: int, sheets: Sequence[Sheet], limit: float) -> GroupResult:
    """The weights of one group from the complete sheets of all experts.

    Delphi, also over pairs: means of the experts' weights, agreed within `limit`. AHP: principal eigenvector of
    the geometric means. Paired comparison: row sums over all experts ÷ total.
    """
    found = delphi.spreads([of_one(method, count, sheet) for sheet in sheets])
    comparisons = [sheet for sheet in sheets if isinstance(sheet, Mapping)]
    ratio = None
    if method in SAATY:
        joint = ahp.outcome(ahp.together([ahp.matrix(count, sheet) for sheet in comparisons]))
        ratio = joint.ratio
    if method in IN_ROUNDS:
        is_agreed = delphi.agree(found, experts=len(sheets), limit=limit)
        return GroupResult(delphi.weights(found), found, ratio, is_agreed)
    if method == Method.AHP:
        return GroupResult(joint.weights, found, ratio, is_agreed=True)
    return GroupResult(paired.weights(count, comparisons), found, ratio, is_agreed=True)

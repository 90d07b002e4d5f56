"""The score of one answer set, without a database. The night does the same in SQL; a test holds both equal.

S = Σ Xᵢ · Pᵢ (spec of satisfaction): scores are 0–100, weights of siblings sum to 1 at both levels. Siblings that
were not answered give their weight to their answered siblings in proportion, criteria likewise.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

Key = Hashable


@dataclass(frozen=True)
class SetScore:
    """`score` and the scores of criteria and departments; None where nothing of weight was answered."""

    score: float | None
    criteria: Mapping[Key, float | None]
    departments: Mapping[Key, float | None]


def weighted(scores: Iterable[tuple[float | None, float]]) -> float | None:
    """Mean of (score, weight) over the scores that are known; None when their weights are all nothing."""
    known = [(score, weight) for score, weight in scores if score is not None]
    whole = sum(weight for _score, weight in known)
    return sum(score * weight for score, weight in known) / whole if whole > 0 else None


def score_set(
    answers: Mapping[Key, float | None],
    *,
    criteria: Mapping[Key, float],
    indicators: Mapping[Key, float],
    criterion_of: Mapping[Key, Key],
    department_of: Mapping[Key, Key],
) -> SetScore:
    """`answers`: score of each indicator, None for "not used"; what is missing was not answered.

    `criteria` and `indicators` are weights among siblings. A department's score is that of its own indicators,
    each weighing its share of the whole.
    """
    by_criterion = {
        criterion: weighted(
            (answers.get(key), weight) for key, weight in indicators.items() if criterion_of[key] == criterion
        )
        for criterion in criteria
    }
    by_department = {
        department: weighted(
            (answers.get(key), weight * criteria[criterion_of[key]])
            for key, weight in indicators.items()
            if department_of[key] == department
        )
        for department in sorted(set(department_of.values()), key=str)
    }
    score = weighted((by_criterion[criterion], weight) for criterion, weight in criteria.items())
    return SetScore(score, by_criterion, by_department)

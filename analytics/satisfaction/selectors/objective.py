"""What the answers themselves say about weights: shown beside what experts decided."""

from collections.abc import Iterable

import numpy as np

from analytics.satisfaction.choices import Subject
from analytics.satisfaction.models import Weighting
from analytics.satisfaction.objective import by_first_component, by_spread
from analytics.satisfaction.selectors.groups import Group
from feedback.models import Answer, AnswerSet

#: The newest answer sets say enough about spread; all of them would make the page wait.
SETS_READ = 5000

#: Shares by standard deviation and by the first principal component; None with too few answers.
Suggested = tuple[float | None, float | None]


def suggested(weighting: Weighting, groups: Iterable[Group]) -> dict[tuple[str, str], Suggested]:
    """{(group, item): shares} from the newest answers to the weighting's system; {} for CPV and without answers."""
    if weighting.subject != Subject.SATISFACTION:
        return {}
    sets = AnswerSet.objects.filter(finished_at__isnull=False, instrument__system=weighting.system_id)
    newest = list(sets.order_by("-business_date", "-pk").values_list("pk", flat=True)[:SETS_READ])
    answers = Answer.objects.filter(answer_set__in=newest, score__isnull=False)
    rows = list(answers.values_list("answer_set", "indicator", "score"))
    if not rows:
        return {}
    place = {one: at for at, one in enumerate(newest)}
    indicators = [item.indicator_id for group in groups for item in group.items if item.indicator_id]
    column = {indicator: at for at, indicator in enumerate(indicators)}
    scores = np.full((len(newest), len(indicators)), np.nan)
    for answer_set, indicator, score in rows:
        scores[place[answer_set], column[indicator]] = score
    found: dict[tuple[str, str], Suggested] = {}
    for group in groups:
        table = _of_criteria(group, groups, scores, column) if not group.key else _of(group, scores, column)
        spread, component = by_spread(table), by_first_component(table)
        for at, item in enumerate(group.items):
            found[group.key, item.key] = (
                spread[at] if spread else None,
                component[at] if component else None,
            )
    return found


def _of(group: Group, scores: np.ndarray, column: dict) -> np.ndarray:
    return scores[:, [column[item.indicator_id] for item in group.items]]


def _of_criteria(top: Group, groups: Iterable[Group], scores: np.ndarray, column: dict) -> np.ndarray:
    """A set's score of a criterion, for this check, is the plain mean of what it answered there."""
    below = {group.key: _of(group, scores, column) for group in groups if group.key}
    table = np.full((len(scores), len(top.items)), np.nan)
    for at, item in enumerate(top.items):
        if item.key not in below:
            continue
        answered = ~np.isnan(below[item.key])
        any_answer = answered.any(axis=1)
        sums = np.nansum(below[item.key], axis=1)
        table[any_answer, at] = sums[any_answer] / answered.sum(axis=1)[any_answer]
    return table

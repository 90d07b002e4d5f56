"""How satisfied guests are now, in a few stored sums: for the pages that management opens every morning."""

from dataclasses import dataclass
from datetime import date, timedelta

from analytics.satisfaction.choices import ImprovementStatus, Level
from analytics.satisfaction.models import Improvement, MonthScore, Scoring
from analytics.satisfaction.samples import Interval, Sample, difference, pooled
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS
from common.dates import month_start
from feedback.models import Indicator

#: The months that count as now: this one and the two before; they are compared with the three before them.
MONTHS = 3
WEAKEST_SHOWN = 3


@dataclass(frozen=True)
class Weak:
    indicator: Indicator
    sample: Sample


@dataclass(frozen=True)
class Standing:
    """`now` since `since`, `change` to the months before with 95 % confidence (None with too few answers on either
    side), the indicators judged worst, and how many improvements are under way or past their day."""

    as_of: date
    since: date
    now: Sample
    change: Interval | None
    weakest: tuple[Weak, ...]
    improvements: int
    overdue: int

    @property
    def is_judged(self) -> bool:
        return self.now.n >= FEWEST_ANSWERS

    @property
    def direction(self) -> str:
        """better or worse where chance hardly explains it, otherwise ''."""
        if self.change is None or self.change.low <= 0 <= self.change.high:
            return ""
        return "better" if self.change.low > 0 else "worse"


def satisfaction_now(on: date) -> Standing | None:
    """Of every department; None before the first computation. Four small statements."""
    scoring = Scoring.objects.select_related("weighting").first()
    if scoring is None:
        return None
    since = _months_before(month_start(on), MONTHS - 1)
    before = _months_before(since, MONTHS)
    scores = MonthScore.objects.filter(
        weighting=scoring.weighting_id, month__gte=before, level__in=[Level.ALL, Level.INDICATOR]
    )
    whole: dict[bool, list[Sample]] = {True: [], False: []}
    by_key: dict[str, list[Sample]] = {}
    for month, level, key, *sample in scores.values_list("month", "level", "key", "n", "mean", "deviation"):
        if level == Level.ALL:
            whole[month >= since].append(Sample(*sample))
        elif month >= since:
            by_key.setdefault(key, []).append(Sample(*sample))
    now, then = pooled(whole[True]), pooled(whole[False])
    under_way = Improvement.objects.exclude(status=ImprovementStatus.CLOSED)
    due = list(under_way.values_list("status", "due_on"))
    return Standing(
        as_of=scoring.as_of,
        since=since,
        now=now,
        change=difference(then, now) if min(now.n, then.n) >= FEWEST_ANSWERS else None,
        weakest=_weakest({key: pooled(parts) for key, parts in by_key.items()}, scoring.weighting.system_id),
        improvements=len(due),
        overdue=sum(status == ImprovementStatus.OPEN and due_on < on for status, due_on in due),
    )


def _weakest(samples: dict[str, Sample], system: int) -> tuple[Weak, ...]:
    judged = [(sample.mean, key) for key, sample in samples.items() if sample.n >= FEWEST_ANSWERS]
    keys = [key for _mean, key in sorted(judged)[:WEAKEST_SHOWN]]
    found = {one.key: one for one in Indicator.objects.filter(system=system, key__in=keys)} if keys else {}
    return tuple(Weak(found[key], samples[key]) for key in keys if key in found)


def _months_before(first: date, months: int) -> date:
    for _month in range(months):
        first = month_start(first - timedelta(days=1))
    return first

"""Importance × performance of every indicator, and how the months went."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db import connection

from analytics.satisfaction.choices import Level
from analytics.satisfaction.models import MonthScore
from analytics.satisfaction.quarters import ADVICE, KINDS, Crosshair, Quarter, middle, quarter
from analytics.satisfaction.samples import Interval, Sample, interval, pooled
from analytics.satisfaction.score_statements import Layout, samples, sampling
from analytics.satisfaction.selectors.current import weights_of
from analytics.satisfaction.selectors.layouts import layout_of
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS, shown_scoring
from analytics.value.selectors.overview import shown_run
from common.addresses import address
from common.dates import month_start
from feedback.models import Criterion, Indicator
from guests.choices import Department

NOTHING = Sample(0, None, None)


@dataclass(frozen=True)
class Question:
    """What of the answers is looked at: months `since` … `until` (first days, both included; None is open), guests of
    one value class, segment and tier as they stand now, of one origin, indicators of one department."""

    since: date | None = None
    until: date | None = None
    department: str = ""
    value_class: str = ""
    segment: str = ""
    tier: str = ""
    origin: str = ""
    crosshair: str = Crosshair.MEAN

    @property
    def is_about_some_guests(self) -> bool:
        return bool(self.value_class or self.segment or self.tier or self.origin)

    @property
    def query(self) -> str:
        """The same question in an address."""
        given = {
            "since": f"{self.since:%Y-%m}" if self.since else "",
            "until": f"{self.until:%Y-%m}" if self.until else "",
            "department": self.department,
            "value_class": self.value_class,
            "segment": self.segment,
            "tier": self.tier,
            "origin": self.origin,
            "crosshair": self.crosshair,
        }
        return urlencode({key: value for key, value in given.items() if value})


@dataclass(frozen=True)
class Judged:
    """One sample with its interval; under FEWEST_ANSWERS there is no figure."""

    label: str
    sample: Sample
    interval: Interval | None

    @property
    def is_judged(self) -> bool:
        return self.sample.n >= FEWEST_ANSWERS


@dataclass(frozen=True)
class Point(Judged):
    """An indicator: `importance` is its share of the whole (0 … 1); `quarter` None with too few answers."""

    indicator: Indicator
    importance: float
    quarter: Quarter | None
    url: str

    @property
    def kind(self) -> str:
        return KINDS[self.quarter] if self.quarter else ""

    @property
    def advice(self):
        return ADVICE[self.quarter] if self.quarter else ""


@dataclass(frozen=True)
class Diagnosis:
    """`importance_from` and `performance_from` are where the crosshair stands (None without judged indicators);
    `months` are (first day, sample of what is looked at)."""

    points: list[Point]
    importance_from: float | None
    performance_from: float | None
    overall: Judged
    criteria: list[Judged]
    departments: list[Judged]
    months: list[tuple[date, Judged]]


#: How the guests of a segment and of a tier are found from their answer sets b.
OF_GUESTS = {
    "segment": "JOIN segments_segmentmembership g ON g.guest_id = b.guest_id AND g.segment = %(segment)s",
    "tier": (
        "JOIN loyalty_membership m ON m.guest_id = b.guest_id"
        " JOIN loyalty_tier t ON t.id = m.tier_id AND t.code = %(tier)s"
    ),
}
Rows = Mapping[tuple[str, str], Mapping[date, Sample]]


def shown_layout() -> Layout | None:
    """The weighting that the newest computation scored with; None before the first."""
    scoring = shown_scoring()
    return layout_of(weights_of(scoring.weighting)) if scoring else None


def diagnose(question: Question, layout: Layout) -> Diagnosis:
    """A bounded number of statements; without a choice of guests only the sums of months are read."""
    rows = _rows(question, layout)
    indicators = Indicator.objects.filter(system=layout.system_id).select_related("criterion")
    by_key = {indicator.key: indicator for indicator in indicators}
    found = {key: pooled(rows[Level.INDICATOR, key].values()) for key in by_key}
    importance = {one.key: layout.importance(one) for one in layout.questions}
    judged = [key for key in by_key if found[key].n >= FEWEST_ANSWERS]
    lines = _lines(question, [importance[key] for key in judged], [found[key].mean or 0.0 for key in judged])
    points = []
    for key, indicator in sorted(by_key.items(), key=lambda item: -importance[item[0]]):
        if question.department and indicator.department != question.department:
            continue
        sample, place = found[key], None
        if key in judged and lines is not None and sample.mean is not None:
            place = quarter(
                importance=importance[key],
                performance=sample.mean,
                importance_from=lines[0],
                performance_from=lines[1],
            )
        url = f"{address('satisfaction:indicator', indicator.pk)}?{question.query}"
        points.append(Point(indicator.name, sample, interval(sample), indicator, importance[key], place, url))
    subject = (Level.DEPARTMENT, question.department) if question.department else (Level.ALL, "")
    criteria = Criterion.objects.filter(system=layout.system_id).order_by("position", "pk")
    return Diagnosis(
        points=points,
        importance_from=lines[0] if lines else None,
        performance_from=lines[1] if lines else None,
        overall=_judged("", rows[subject].values()),
        criteria=[_judged(one.name, rows[Level.CRITERION, one.key].values()) for one in criteria],
        departments=[
            _judged(str(Department(code).label), rows[Level.DEPARTMENT, code].values())
            for code in layout.departments
            if not question.department or code == question.department
        ],
        months=months_of(rows, *subject),
    )


def months_of(rows: Rows, level: str, key: str) -> list[tuple[date, Judged]]:
    """One sample a month in which anything was answered, oldest first."""
    found = sorted((month, sample) for month, sample in rows[level, key].items() if sample.n)
    return [(month, Judged("", sample, interval(sample))) for month, sample in found]


def trend_of(indicator: Indicator, question: Question, layout: Layout) -> list[tuple[date, Judged]]:
    return months_of(_rows(question, layout), Level.INDICATOR, indicator.key)


def _judged(label: str, parts: Iterable[Sample]) -> Judged:
    sample = pooled(parts)
    return Judged(label, sample, interval(sample))


def _lines(question: Question, importance: list[float], performance: list[float]):
    if not importance:
        return None
    return middle(importance, question.crosshair), middle(performance, question.crosshair)


def _rows(question: Question, layout: Layout) -> Rows:
    """Samples of every level by month."""
    rows: defaultdict[tuple[str, str], dict[date, Sample]] = defaultdict(dict)
    read = _of_some_guests if question.is_about_some_guests else _of_all
    for month, level, key, n, mean, deviation in read(question, layout):
        rows[level, key][month] = Sample(n, mean, deviation)
    return rows


def _of_all(question: Question, layout: Layout):
    months = MonthScore.objects.filter(weighting=layout.weighting_id)
    if question.since:
        months = months.filter(month__gte=question.since)
    if question.until:
        months = months.filter(month__lte=question.until)
    return months.values_list("month", "level", "key", "n", "mean", "deviation")


def _of_some_guests(question: Question, layout: Layout):
    joins = ["JOIN satisfaction_answersetscore s USING (answer_set_id)"]
    joins.append("JOIN feedback_answerset b ON b.id = answer_set_id")
    where, given = [f"AND s.weighting_id = {layout.weighting_id}"], sampling(layout)
    if question.since:
        where.append("AND h.business_date >= %(since)s")
        given["since"] = question.since
    if question.until:
        where.append("AND h.business_date < %(until)s::date + interval '1 month'")
        given["until"] = month_start(question.until)
    if question.origin:
        joins.append(
            "JOIN reservations_stay y ON y.id = b.stay_id JOIN reservations_reservationline l ON l.id = y.line_id"
            " JOIN reservations_reservation r ON r.id = l.reservation_id"
        )
        where.append("AND r.origin = %(origin)s")
        given["origin"] = question.origin
    if question.value_class:
        run = shown_run()
        joins.append("JOIN value_guestvalue v ON v.guest_id = b.guest_id AND v.run_id = %(run)s")
        where.append("AND v.value_class = %(value_class)s")
        given |= {"run": run.pk if run else 0, "value_class": question.value_class}
    for choice, join in OF_GUESTS.items():
        if chosen := getattr(question, choice):
            joins.append(join)
            given[choice] = chosen
    sql = samples(layout, joins=" ".join(joins), where=" ".join(where))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()

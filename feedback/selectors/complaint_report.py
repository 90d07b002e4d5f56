"""What complaints teach: by cause and department, how long recovery took, what it cost, who came back.

Every figure is counted in SQL over complaints of business dates since ≤ d < until.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.aggregates import Aggregate

from common.money import ZERO
from feedback.care_choices import Cause, RecoveryStatus, RecoveryTool, Severity
from feedback.models import Complaint, Recovery
from guests.choices import Department

#: Fewer cases than this are shown as too few to judge.
ENOUGH = 5
#: A guest has come back when he arrives again within so many days; younger complaints cannot tell yet.
RETURNS_WITHIN = timedelta(days=180)


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    name = "median"
    output_field = DurationField()
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class Line:
    """One cause, department or severity. `seconds` is the median from opening to recovery, of `recovered` cases."""

    label: str
    key: str
    cases: int
    recovered: int
    seconds: float | None
    late: int
    reopened: int
    cost: Decimal

    @property
    def enough(self) -> bool:
        """Whether a median of so few cases says anything."""
        return self.recovered >= ENOUGH

    @property
    def cost_each(self) -> Decimal:
        return self.cost / self.cases if self.cases else ZERO


@dataclass(frozen=True)
class Returned:
    """Of guests who complained: how many came again within RETURNS_WITHIN."""

    cases: int
    came_back: int

    @property
    def enough(self) -> bool:
        return self.cases >= ENOUGH

    @property
    def rate(self) -> float | None:
        return self.came_back / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the rate: honest also where there are few."""
        if not self.cases:
            return None
        z, n, p = 1.96, self.cases, self.came_back / self.cases
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * ((p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Report:
    since: date
    until: date
    total: Line
    by_cause: list[Line]
    by_department: list[Line]
    by_severity: list[Line]
    by_tool: list[tuple[str, int, Decimal]]
    after_recovery: Returned
    without_recovery: Returned


def report(*, since: date, until: date) -> Report:
    """Nine queries whatever the number of complaints."""
    return Report(
        since=since,
        until=until,
        total=next(iter(_lines(since, until, None, {})), Line("", "", 0, 0, None, 0, 0, ZERO)),
        by_cause=_lines(since, until, "cause", dict(Cause.choices)),
        by_department=_lines(since, until, "department", dict(Department.choices)),
        by_severity=_lines(since, until, "severity", dict(Severity.choices)),
        by_tool=_tools(since, until),
        **_returns(since, until),
    )


def _lines(since: date, until: date, column: str | None, labels: dict) -> list[Line]:
    took = ExpressionWrapper(F("recovered_at") - F("opened_at"), output_field=DurationField())
    costs = _costs(since, until, column)
    settled_at = Q(recovered_at__gt=F("due_at")) | Q(recovered_at__isnull=True, closed_at__gt=F("due_at"))
    figures = {
        "cases": Count("pk"),
        "recovered": Count("pk", filter=Q(recovered_at__isnull=False)),
        "took": Median(took, filter=Q(recovered_at__isnull=False)),
        "late": Count("pk", filter=settled_at | Q(escalation__gte=2)),
        "reopened": Count("pk", filter=Q(times_reopened__gt=0)),
    }
    base = Complaint.objects.filter(business_date__gte=since, business_date__lt=until).order_by()
    found = list(base.values(column).annotate(**figures)) if column else [base.aggregate(**figures)]
    lines = [
        Line(
            label=str(labels.get(row.get(column), "")) if column else "",
            key=row[column] if column else "",
            cases=row["cases"],
            recovered=row["recovered"],
            seconds=row["took"].total_seconds() if row["took"] is not None else None,
            late=row["late"],
            reopened=row["reopened"],
            cost=costs.get(row[column] if column else None, ZERO),
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: -line.cases)


def _costs(since: date, until: date, column: str | None) -> dict:
    rows = _given(since, until)
    if column is None:
        return {None: rows.aggregate(total=Sum("cost"))["total"] or ZERO}
    return dict(rows.values_list(f"complaint__{column}").annotate(total=Sum("cost")).order_by())


def _given(since: date, until: date):
    return Recovery.objects.filter(
        status=RecoveryStatus.GIVEN, complaint__business_date__gte=since, complaint__business_date__lt=until
    ).order_by()


def _tools(since: date, until: date) -> list[tuple[str, int, Decimal]]:
    """(tool, how often given, cost), the dearest first."""
    labels = dict(RecoveryTool.choices)
    rows = _given(since, until).values_list("tool").annotate(times=Count("pk"), cost=Sum("cost"))
    return [(str(labels[tool]), times, cost) for tool, times, cost in rows.order_by("-cost", "tool")]


_RETURNS = """
    SELECT recovered, count(*), count(*) FILTER (WHERE came_back)
    FROM (
        SELECT c.recovered,
               EXISTS (
                   SELECT FROM reservations_stay s
                   WHERE s.guest_id = c.guest_id AND s.status IN ('checked_out', 'in_house')
                     AND s.arrival > c.last_day AND s.arrival <= c.last_day + %(within)s
               ) AS came_back
        FROM (
            SELECT c.guest_id,
                   bool_and(EXISTS (
                       SELECT FROM feedback_recovery r WHERE r.complaint_id = c.id AND r.status = 'given'
                   )) AS recovered,
                   max(greatest(c.business_date, COALESCE(t.departure, c.business_date))) AS last_day
            FROM feedback_complaint c LEFT JOIN reservations_stay t ON t.id = c.stay_id
            WHERE c.guest_id IS NOT NULL AND c.business_date >= %(since)s AND c.business_date < %(until)s
            GROUP BY c.guest_id
        ) c
        WHERE c.last_day + %(within)s <= %(today)s
    ) told
    GROUP BY recovered
"""


def _returns(since: date, until: date) -> dict[str, Returned]:
    """Of guests, not complaints: the period is moved back by RETURNS_WITHIN, so that all had the time to come again.

    Recovered means that something was given for every complaint of his.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RETURNS,
            {
                "since": since - RETURNS_WITHIN,
                "until": until,
                "within": RETURNS_WITHIN.days,
                "today": until,
            },
        )
        found = {recovered: Returned(cases, back) for recovered, cases, back in cursor.fetchall()}
    nobody = Returned(0, 0)
    return {
        "after_recovery": found.get(True, nobody),
        "without_recovery": found.get(False, nobody),
    }

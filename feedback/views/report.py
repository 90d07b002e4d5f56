"""The report on complaints and recovery."""

from datetime import date, timedelta

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.dates import business_date
from common.templatetags.hotel import NOTHING, duration, money
from feedback.selectors.complaint_report import ENOUGH, RETURNS_WITHIN, Line, report

USUAL_PERIOD = timedelta(days=365)


@require_safe
@permission_required("feedback.report_complaints", raise_exception=True)
def complaint_report(request):
    """`?since=&until=` (both included); without them the year until today."""
    today = business_date()
    until = min(_day(request.GET.get("until", "")) or today, today)
    since = _day(request.GET.get("since", "")) or until - USUAL_PERIOD
    found = report(since=min(since, until), until=until + timedelta(days=1))
    context = {
        "report": found,
        "since": min(since, until),
        "until": until,
        "enough": ENOUGH,
        "within": RETURNS_WITHIN.days,
        "charts": [
            _chart("cause", _("Complaints by what they are about"), found.by_cause),
            _chart("department", _("Complaints by department"), found.by_department),
        ],
        "tables": [
            {"title": _("What they are about"), "column": "cause", "lines": found.by_cause},
            {"title": _("Who settled them"), "column": "department", "lines": found.by_department},
            {"title": _("How serious"), "column": "severity", "lines": found.by_severity},
        ],
    }
    return render(request, "care/report.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chart(key: str, label: str, lines: list[Line]) -> dict:
    """Bars of cases, recovered ones first, the most frequent on top."""
    turned = list(reversed(lines))
    option = {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [line.label for line in turned]},
        "series": [
            {
                "name": _("recovered"),
                "type": "bar",
                "stack": "all",
                "data": [line.recovered for line in turned],
            },
            {
                "name": _("not recovered"),
                "type": "bar",
                "stack": "all",
                "data": [line.cases - line.recovered for line in turned],
            },
        ],
    }
    columns = [_("What"), _("Complaints"), _("recovered"), _("Median time to recovery"), _("Cost")]
    rows = [
        [
            line.label,
            line.cases,
            line.recovered,
            duration(line.seconds) if line.enough else NOTHING,
            money(line.cost, 0),
        ]
        for line in lines
    ]
    return {"id": f"by-{key}", "label": label, "option": option, "columns": columns, "rows": rows}

"""The report of arrivals: any day, or the days that are prepared ahead; on screen and on A4."""

from datetime import date, timedelta

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import business_date
from common.wording import one_language
from reservations.choices import EXPECTED
from reservations.selectors.arrivals import Arrival, arrivals_report
from reservations.selectors.set_up import AHEAD

#: A report covers one day or, for preparing ahead, today and the 48 hours after it.
SPANS = {"": 1, "ahead": AHEAD.days + 1}


@require_safe
@permission_required("reservations.view_arrivals_report", raise_exception=True)
@one_language()
def arrivals(request):
    """`?on=` a day (today), `&span=ahead` with the two days after it. A day that cannot be read is today."""
    today = business_date()
    on = _day(request.GET.get("on", "")) or today
    span = request.GET.get("span", "")
    span = span if span in SPANS else ""
    report = arrivals_report(on=on, days=SPANS[span], today=today)
    context = {
        "on": on,
        "last": on + timedelta(days=SPANS[span] - 1),
        "today": today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "span": span,
        "report": report,
        "figures": _figures(report),
        "at": timezone.now(),
        "value_as_of": _value_as_of(report),
        "may_see_spend": request.user.has_perm("reservations.view_charge"),
    }
    return render(request, "departments/arrivals.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _figures(report: list[Arrival]) -> dict[str, int]:
    """Counted in rooms."""
    expected = [each for each in report if each.line.status in EXPECTED]
    return {
        "arrivals": len(report),
        "expected": len(expected),
        "vip": sum(any(person.is_vip for person in each.row.people) for each in report),
        "failed_before": sum(bool(each.failures) for each in report),
        "without_room": sum(each.room is None and each.line.room_id is None for each in expected),
        "musts": sum(any(p.is_must for p in each.diets) for each in report),
    }


def _value_as_of(report: list[Arrival]):
    """When the classes shown were computed; None where none is shown."""
    classes = (person.value_class for each in report for person in each.row.people if person.value_class)
    return next((known.as_of for known in classes), None)

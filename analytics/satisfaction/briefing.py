"""Satisfaction on the daily briefing: how it stands, what is judged worst, what is overdue."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.satisfaction.selectors.standing import satisfaction_now
from common.templatetags.hotel import number
from reservations.selectors.briefing import Point, register_part

KINDS = {"better": "good", "worse": "bad", "": ""}


def register() -> None:
    register_part(
        "satisfaction",
        gettext_lazy("Satisfaction of three months"),
        points,
        permission="satisfaction.view_whole_diagnosis",
    )


def points(on: date) -> list[Point]:
    """Nothing where too few have answered to judge."""
    found = satisfaction_now(on)
    if found is None or not found.is_judged:
        return []
    diagnosis = reverse("satisfaction:diagnosis")
    words = {
        "better": _("%(score)s of 100, better than the three months before (answer sets: %(n)s)"),
        "worse": _("%(score)s of 100, worse than the three months before (answer sets: %(n)s)"),
        "": _("%(score)s of 100 (answer sets: %(n)s)"),
    }[found.direction]
    told = words % {"score": number(found.now.mean, 1), "n": number(found.now.n)}
    lines = [Point(told, diagnosis, number(found.now.mean, 0), KINDS[found.direction])]
    lines += [
        Point(
            _("%(indicator)s: %(score)s (answers: %(n)s)")
            % {
                "indicator": weak.indicator.name,
                "score": number(weak.sample.mean, 1),
                "n": number(weak.sample.n),
            },
            reverse("satisfaction:indicator", args=[weak.indicator.pk]),
            _("weakest"),
            "warn",
        )
        for weak in found.weakest
    ]
    if found.overdue:
        overdue = _("Improvements past their day: %(n)s") % {"n": number(found.overdue)}
        lines.append(Point(overdue, reverse("satisfaction:improvements"), _("late"), "bad"))
    return lines

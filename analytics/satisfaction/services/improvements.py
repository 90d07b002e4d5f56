"""The improvement circle: opened from a point of the chart, done, measured, closed."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Count, StdDev
from django.utils.translation import gettext as _

from analytics.satisfaction.choices import ImprovementStatus
from analytics.satisfaction.improvement_verdicts import Verdict, judge, window
from analytics.satisfaction.models import Improvement
from analytics.satisfaction.samples import Sample
from analytics.satisfaction.score_statements import Layout
from analytics.satisfaction.selectors.diagnosis import Point
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS
from common.errors import HotelError
from feedback.models import Answer, Indicator


@transaction.atomic
def open_improvement(
    *,
    indicator: Indicator,
    department: str,
    what: str,
    who: str,
    due_on: date,
    on: date,
    by: str,
    point: Point | None = None,
    layout: Layout | None = None,
) -> Improvement:
    """`point` is where the indicator stood in the chart, scored by `layout`. HotelError names the field."""
    _require_plan(what, who)
    if due_on < on:
        message = _("%(day)s has passed. Enter today or a later day.")
        raise HotelError(message % {"day": due_on.isoformat()}, field="due_on")
    is_judged = point is not None and point.is_judged
    return Improvement.objects.create(
        indicator=indicator,
        department=department,
        what=what.strip(),
        who=who.strip(),
        due_on=due_on,
        opened_on=on,
        opened_by=by,
        weighting_id=layout.weighting_id if layout else None,
        quarter=point.quarter or "" if point else "",
        importance=point.importance if point else None,
        performance=point.sample.mean if point and is_judged else None,
        answers=point.sample.n if point else 0,
    )


@transaction.atomic
def change_plan(
    *, improvement: Improvement, department: str, what: str, who: str, due_on: date
) -> Improvement:
    """Another plan for what is under way; HotelError once it is done."""
    held = _held(improvement)
    if held.status != ImprovementStatus.OPEN:
        raise HotelError(_("Only what is under way can be planned otherwise."))
    _require_plan(what, who)
    held.department, held.what, held.who, held.due_on = department, what.strip(), who.strip(), due_on
    held.save(update_fields=["department", "what", "who", "due_on"])
    return held


@transaction.atomic
def note_done(*, improvement: Improvement, done_on: date, on: date) -> Improvement:
    """It was done on `done_on`; the nights compare the answers before and after."""
    held = _held(improvement)
    if held.status != ImprovementStatus.OPEN:
        raise HotelError(_("This improvement is not under way any more."))
    if not held.opened_on <= done_on <= on:
        message = _("%(day)s is not between the day it was opened (%(opened)s) and today (%(today)s).")
        facts = {"day": done_on, "opened": held.opened_on, "today": on}
        raise HotelError(message % facts, field="done_on")
    held.status, held.done_on, held.days = ImprovementStatus.DONE, done_on, settings.IMPROVEMENT_DAYS
    held.save(update_fields=["status", "done_on", "days"])
    return measure(improvement=held, on=on)


@transaction.atomic
def close_improvement(*, improvement: Improvement, reason: str, on: date, by: str) -> Improvement:
    """Give it up, or end it without a measured result: only with a stated reason."""
    held = _held(improvement)
    if held.status == ImprovementStatus.CLOSED:
        raise HotelError(_("This improvement is closed already."))
    if not reason.strip():
        raise HotelError(_("Say why: without a measured result only a reason closes it."), field="reason")
    held.status, held.closed_on, held.closed_by, held.reason = (
        ImprovementStatus.CLOSED,
        on,
        by,
        reason.strip(),
    )
    held.save(update_fields=["status", "closed_on", "closed_by", "reason"])
    return held


@transaction.atomic
def measure(*, improvement: Improvement, on: date) -> Improvement:
    """Compare before and after as far as the answers go up to `on`; once the days are over the verdict closes it.

    Too few answers close nothing: somebody states a reason, or more answers come by a file.
    """
    held = _held(improvement)
    if held.status != ImprovementStatus.DONE:
        return held
    assert held.done_on is not None
    assert held.days is not None
    days = window(held.done_on, held.days)
    before = _sample(held.indicator.key, days.before_from, days.before_to)
    after = _sample(held.indicator.key, days.after_from, min(days.after_to, on))
    verdict, change = judge(before, after, fewest=FEWEST_ANSWERS)
    held.before_n, held.before_mean, held.before_deviation = before.n, before.mean, before.deviation
    held.after_n, held.after_mean, held.after_deviation = after.n, after.mean, after.deviation
    held.low, held.high = (change.low, change.high) if change else (None, None)
    if on > days.after_to:
        held.verdict, held.measured_on = verdict, on
        if verdict != Verdict.TOO_FEW:
            held.status, held.closed_on = ImprovementStatus.CLOSED, on
    held.save()
    return held


def measure_all(*, on: date) -> int:
    """Everything that is done and not closed; how many were looked at."""
    waiting = list(Improvement.objects.filter(status=ImprovementStatus.DONE, done_on__lt=on))
    for improvement in waiting:
        measure(improvement=improvement, on=on)
    return len(waiting)


def measured_from(improvement: Improvement) -> date | None:
    """The first day on which the night gives a verdict; None before it is done."""
    if improvement.done_on is None or improvement.days is None:
        return None
    return window(improvement.done_on, improvement.days).after_to + timedelta(days=1)


def _sample(key: str, since: date, until: date) -> Sample:
    """The indicator is known by its key, whatever version of the system asked for it."""
    found = Answer.objects.filter(
        indicator__key=key,
        answer_set__finished_at__isnull=False,
        answer_set__business_date__range=(since, until),
    ).aggregate(n=Count("score"), mean=Avg("score"), deviation=StdDev("score", sample=True))
    return Sample(found["n"], found["mean"], found["deviation"])


def _held(improvement: Improvement) -> Improvement:
    return (
        Improvement.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=improvement.pk)
    )


def _require_plan(what: str, who: str) -> None:
    if not what.strip():
        raise HotelError(_("Say what will be done."), field="what")
    if not who.strip():
        raise HotelError(_("Say who does it."), field="who")

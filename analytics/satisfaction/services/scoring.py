"""The night's scores: of answer sets, guests and months, under the weights in force. Older versions stay.

Killed or repeated it comes to the same: each chunk is one transaction, and only what is missing is written.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction import score_statements
from analytics.satisfaction.models import AnswerSetScore, GuestSatisfaction, MonthScore, Scoring
from analytics.satisfaction.score_statements import Layout
from analytics.satisfaction.selectors.layouts import layouts_on
from analytics.value.services.computing import quick_session
from common.jobs import Run
from feedback.models import AnswerSet

#: Answer sets in one transaction.
CHUNK = 50_000


def compute_scores(run: Run | None, *, on: date, now: datetime) -> Scoring | None:
    """Score everything answered up to the end of business date `on`; None where nothing is weighed yet."""
    layouts = layouts_on(on)
    if not layouts:
        return None
    _say(run, _("scoring answers"))
    for after, upto in _chunks():
        within: dict[str, Any] = {"after": after, "upto": upto, "on": on}
        with quick_session(), connection.cursor() as cursor:
            _gather(cursor, layouts, within)
            for layout in layouts:
                cursor.execute(score_statements.score(layout), within)
        _say(run)
    with quick_session(), connection.cursor() as cursor:
        # The statistics of the arrays alone would take a second, and nothing asks for them.
        cursor.execute(
            "ANALYZE satisfaction_sheet (answer_set_id, system_id, business_date);"
            "ANALYZE satisfaction_answersetscore (weighting_id, answer_set_id)"
        )
    for layout in layouts:
        _sum_months(layout)
        _say(run)
    return _sum_guests(layouts, on=on, now=now)


def _say(run: Run | None, step=None) -> None:
    if run is not None:
        run.progress(step=step)


def _chunks() -> Iterator[tuple[int, int]]:
    """(after, upto] id ranges of CHUNK answer sets each."""
    after = 0
    ids = AnswerSet.objects.order_by("pk").values_list("pk", flat=True)
    while (first := ids.filter(pk__gt=after).first()) is not None:
        upto = next(iter(ids.filter(pk__gte=first)[CHUNK - 1 : CHUNK]), None) or ids.last() or first
        yield after, upto
        after = upto


def _gather(cursor, layouts: list[Layout], within: dict) -> None:
    cursor.execute(score_statements.WAITING, within)
    if not cursor.fetchone()[0]:
        return
    for layout in layouts:
        questions = [question.id for question in layout.questions]
        cursor.execute(
            score_statements.gather(questions),
            within | {"system": layout.system_id, "questions": questions},
        )


def _sum_months(layout: Layout) -> None:
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(score_statements.STALE_MONTHS, {"weighting": layout.weighting_id})
        months = [row[0] for row in cursor.fetchall()]
        if not months:
            return
        MonthScore.objects.filter(weighting=layout.weighting_id, month__in=months).delete()
        cursor.execute(
            score_statements.sum_months(layout), score_statements.sampling(layout) | {"months": months}
        )


@transaction.atomic
def _sum_guests(layouts: list[Layout], *, on: date, now: datetime) -> Scoring:
    shown = layouts[0].weighting_id
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(
            score_statements.GUESTS,
            {"weighting": shown, "in_force": [layout.weighting_id for layout in layouts], "on": on},
        )
    return Scoring.objects.create(
        weighting_id=shown,
        as_of=on,
        finished_at=now,
        sets=AnswerSetScore.objects.filter(weighting__in=[layout.weighting_id for layout in layouts]).count(),
        guests=GuestSatisfaction.objects.filter(weighting=shown).count(),
    )

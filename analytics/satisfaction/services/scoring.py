"""The night's scores: of answer sets, guests and months, under the weights in force. Older versions stay.

Killed or repeated it comes to the same: what belongs to one weighting is one transaction, and only months whose sets
are not those that were scored are computed.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction import score_statements
from analytics.satisfaction.models import (
    AnswerSetScore,
    GuestSatisfaction,
    MonthScore,
    ScoredMonth,
    Scoring,
)
from analytics.satisfaction.score_statements import Layout
from analytics.satisfaction.selectors.layouts import layouts_on
from analytics.satisfaction.services.sheets import write_missing_sheets
from common.jobs import Run
from common.quick import quick_session

#: Two computations at a time would both build the table of new weights; the second waits for the first.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('satisfaction.scores'))"


def compute_scores(run: Run | None, *, on: date, now: datetime) -> Scoring | None:
    """Score everything answered up to the end of business date `on`; None where nothing is weighed yet."""
    layouts = layouts_on(on)
    if not layouts:
        return None
    _say(run, _("scoring answers"))
    changed = False
    for layout in layouts:
        changed |= _score(layout, on)
        _say(run)
    return _publish(layouts, on=on, now=now, changed=changed)


def _say(run: Run | None, step=None) -> None:
    if run is not None:
        run.progress(step=step)


def _score(layout: Layout, on: date) -> bool:
    """Scores and sums of the months whose sets are others than those that were scored; whether there were any."""
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        own = {"weighting": layout.weighting_id, "system": layout.system_id, "on": on}
        cursor.execute(score_statements.STALE_MONTHS, own)
        stale = cursor.fetchall()
        if not stale:
            return False
        months = [month for month, _sets, _fingerprint in stale]
        finished = sum(sets or 0 for _month, sets, _fingerprint in stale)
        write_missing_sheets(layout, months, finished=finished, on=on)
        _score_sets(cursor, layout, {"on": on, "months": months})
        _sum_months(cursor, layout, {"on": on, "months": months})
        ScoredMonth.objects.filter(weighting=layout.weighting_id, month__in=months).delete()
        ScoredMonth.objects.bulk_create(
            ScoredMonth(weighting_id=layout.weighting_id, month=month, sets=sets, fingerprint=fingerprint)
            for month, sets, fingerprint in stale
            if sets is not None
        )
    return True


def _score_sets(cursor, layout: Layout, given: dict[str, Any]) -> None:
    if _build_partition(
        cursor, AnswerSetScore, layout.weighting_id, score_statements.score_rows(layout), given
    ):
        return
    cursor.execute(score_statements.add_scores(layout), given)


def _build_partition(cursor, model: type[Model], weighting_id: int, rows: str, given: dict[str, Any]) -> bool:
    """The table of a weighting that has none yet; False if it has one."""
    table = model._meta.db_table
    cursor.execute("SELECT to_regclass(%s)", [score_statements.partition(table, weighting_id)])
    if cursor.fetchone()[0] is not None:
        return False
    columns = [
        field.column for field in model._meta.concrete_fields if field.column not in (None, "weighting_id")
    ]
    cursor.execute(score_statements.build_partition(table, weighting_id, columns, rows), given)
    return True


def _sum_months(cursor, layout: Layout, given: dict[str, Any]) -> None:
    """Read and written by two statements: several workers read, and the rows are few."""
    cursor.execute(score_statements.month_samples(layout), given | score_statements.sampling(layout))
    found = cursor.fetchall()
    MonthScore.objects.filter(weighting=layout.weighting_id, month__in=given["months"]).delete()
    columns = ("month", "level", "key", "n", "mean", "deviation")
    MonthScore.objects.bulk_create(
        (
            MonthScore(weighting_id=layout.weighting_id, **dict(zip(columns, row, strict=True)))
            for row in found
        ),
        batch_size=5_000,
    )


def _score_guests(cursor, given: dict[str, Any]) -> None:
    if not _build_partition(cursor, GuestSatisfaction, given["weighting"], score_statements.GUESTS, given):
        cursor.execute(score_statements.KEEP_GUESTS, given)


@transaction.atomic
def _publish(layouts: list[Layout], *, on: date, now: datetime, changed: bool) -> Scoring:
    """The guests' means, if any score changed, and the computation that pages show from now on."""
    shown, before = layouts[0].weighting_id, Scoring.objects.first()
    if not changed and before is not None and before.weighting_id == shown:
        sets, guests = before.sets, before.guests
    else:
        in_force = [layout.weighting_id for layout in layouts]
        with quick_session(), connection.cursor() as cursor:
            _score_guests(cursor, {"weighting": shown, "in_force": in_force, "on": on})
        sets = AnswerSetScore.objects.filter(weighting__in=in_force).count()
        guests = GuestSatisfaction.objects.filter(weighting=shown).count()
    return Scoring.objects.create(weighting_id=shown, as_of=on, finished_at=now, sets=sets, guests=guests)

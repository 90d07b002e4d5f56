"""One value run from the sums of stays to history, in restartable ranges.

collect (ranges) → scales and thresholds → score and store (ranges) → publish
(see publishing). Any number of workers do the ranges (see `common.shares`); what all guests together decide, the
scales and thresholds, one process finds between them. A killed night goes on where it stopped and nothing is
half-written or doubled. Readers see nothing of it before `publish` moves the pointer.
"""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.value import formulas, statements
from analytics.value.formulas import CELLS_PER_DECADE, cell_from, in_hundredths
from analytics.value.models import FrozenCost, ValueRun
from analytics.value.selectors.forecasts import chosen_forecast, expected_of
from analytics.value.services.counting import sums_as_of
from analytics.value.services.parameters import parameters_on
from analytics.value.services.summing import summarise_collected
from common.dates import month_start, years_before
from common.jobs import Run
from common.models import JobRun, NightRange
from common.money import CENT
from common.quick import quick_session
from common.shares import do_all, share_out
from guests.models import Guest
from guests.selectors.contactable import OF_AGE_FOR_CONSENT
from guests.selectors.ranges import id_ranges, in_range

#: Detail of the statistics of a run's tables: a fine histogram of a million guests would only take time.
STATISTICS = 10
#: Columns of the scatter: more than an amount can have digits for.
COLUMNS = 12 * CELLS_PER_DECADE
#: Names of this work among the ranges.
COLLECT, STORE = "value.collect", "value.store"
#: Key of this module's part of the job's cursor.
KEY = "value"


def compute(job: Run, *, on: date, now: datetime) -> ValueRun:
    """Value every guest as of the end of business date `on`; resumes from the job's cursor. Returns the run,
    stored but not yet shown."""
    value_run = _begin(job, on=on, now=now)
    if _stage(job) == "collect":
        job.progress(done=0, total=2 * Guest.objects.count(), step=_("what stays say"))
        do_all(COLLECT, value_run.pk, told=lambda done: job.progress(done=done))
        _scale(job, value_run)
    if _stage(job) == "store":
        job.progress(step=_("scoring and classing"))
        do_all(STORE, value_run.pk, told=lambda done: job.progress(done=value_run.guests + done))
        with transaction.atomic():
            checkpoint(job, value_run, "publish")
    return value_run


def current_of(job: Run) -> ValueRun:
    """The value run that this job is building."""
    return _runs().get(pk=job.cursor[KEY]["run"])


def checkpoint(job: Run, value_run: ValueRun, stage: str, **progress) -> None:
    """Move this module's part of the cursor, in the caller's transaction."""
    job.checkpoint({**job.cursor, KEY: {"run": value_run.pk, "stage": stage}}, **progress)


def _runs() -> QuerySet[ValueRun]:
    return ValueRun.objects.select_related("parameters", "forecast")


def _stage(job: Run) -> str:
    return job.cursor[KEY]["stage"]


def _begin(job: Run, *, on: date, now: datetime) -> ValueRun:
    if KEY in job.cursor:
        value_run = current_of(job)
        if _stage(job) in {"collect", "store"} and _is_lost(value_run):
            with transaction.atomic():
                share_out(STORE, value_run.pk, [])
                _share_out_collecting(job, value_run)
        return value_run
    frozen = FrozenCost.objects.filter(month=month_start(on)).first()
    with transaction.atomic():
        value_run = ValueRun.objects.create(
            business_date=on,
            parameters=parameters_on(on),
            forecast=chosen_forecast(parameters_on(on), on=on),
            job_run=JobRun.objects.get(pk=job.id),
            started_at=now,
            cost_per_guest=frozen.cost_per_guest if frozen else Decimal(0),
            cost_month=frozen.month if frozen else None,
        )
        _share_out_collecting(job, value_run)
    return value_run


def _share_out_collecting(job: Run, value_run: ValueRun) -> None:
    """Into empty tables."""
    with connection.cursor() as cursor:
        cursor.execute(statements.create_tables(value_run.pk))
    share_out(COLLECT, value_run.pk, id_ranges())
    checkpoint(job, value_run, "collect")


def _is_lost(value_run: ValueRun) -> bool:
    """Whether PostgreSQL crashed since a range was done and emptied what was collected."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {statements.build_table(value_run.pk)})"
            " <> (SELECT coalesce(sum(rows), 0) FROM common_nightrange WHERE task = %s AND key = %s)",
            [COLLECT, value_run.pk],
        )
        return cursor.fetchone()[0]


def collecting(value_run: ValueRun) -> dict:
    """Parameters of statements.collect."""
    parameters, on = value_run.parameters, value_run.business_date
    midpoints = parameters.income_midpoints
    return {
        "as_of": on,
        "since": formulas.habit_since(on),
        "of_age": years_before(on, OF_AGE_FOR_CONSENT),  # children are not scored (PIPL)
        "per_year": parameters.periods_per_year,
        "cost_cents": in_hundredths(value_run.cost_per_guest),
        "factor": formulas.annuity(parameters.periods, parameters.discount_rate),
        "midpoints": [float(midpoints[band]) for band in sorted(midpoints)],
    }


def collect_range(part: NightRange) -> int:
    """What the stays of the range's guests say, in the caller's transaction; the number of guests."""
    value_run = _runs().get(pk=part.key)
    sums = sums_as_of(value_run.business_date)
    given = {**collecting(value_run), "after": part.after, "upto": part.upto}
    with connection.cursor() as cursor:
        if forecast := value_run.forecast:
            given |= expected_of(cursor, statements.within(sums), given, forecast, value_run.parameters)
        cursor.execute(statements.collect(value_run.pk, sums, by_model=forecast is not None), given)
        return cursor.rowcount


def _scale(job: Run, value_run: ValueRun) -> None:
    """What all guests together decide: ranks of motives and industries, percentiles of income against spend, thresholds
    of the classes; and what pages show of all, as long as it lies there in whole cents."""
    parameters = value_run.parameters
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL default_statistics_target = {STATISTICS};"
            f"CREATE INDEX ON {statements.build_table(value_run.pk)} USING brin (guest_id)"
            f" WITH (pages_per_range = 64); ANALYZE {statements.build_table(value_run.pk)} (guest_id)"
        )
        cursor.execute(statements.totals(statements.build_table(value_run.pk)))
        scales = formulas.ranks(cursor.fetchall())
        parts = formulas.GROWTH_STEPS + 1
        cursor.execute(
            statements.growth_steps(value_run.pk), {"shares": [step / parts for step in range(1, parts)]}
        )
        steps = cursor.fetchone()[0] or []
        value_run.scales = {**scales, "growth_steps": steps}
        cursor.execute(
            statements.cells_and_thresholds(
                scored_rows(value_run), ccv=parameters.ccv_threshold, cpv=parameters.cpv_threshold
            ),
            {
                "steps": steps,
                "edges": [in_hundredths(cell_from(column)) for column in range(COLUMNS)],
                "ccv_at": parameters.ccv_threshold_at,
                "cpv_at": parameters.cpv_threshold_at,
            },
        )
        *cells, (_column, _row, value_run.guests, _ccv, ccv_from, cpv_from) = cursor.fetchall()
        value_run.ccv_from, value_run.cpv_from = (ccv_from or 0) * CENT, (cpv_from or 0) * CENT
        value_run.summary = summarise_collected(value_run, cells)
        value_run.save()
        share_out(STORE, value_run.pk, id_ranges())
        checkpoint(job, value_run, "store", total=2 * value_run.guests, done=value_run.guests)


def scored_rows(value_run: ValueRun, range_of: str = "") -> str:
    """SELECT of the run's collected guests with their scores."""
    parameters = value_run.parameters
    return statements.scored(
        statements.with_growth(value_run.pk, range_of),
        scales=value_run.scales,
        weights=parameters.weight_of,
        income=parameters.income_scores,
    )


def storing(value_run: ValueRun) -> dict:
    """Parameters of statements.store."""
    return {
        "steps": value_run.scales["growth_steps"],
        "cost": value_run.cost_per_guest,
        "cost_cents": in_hundredths(value_run.cost_per_guest),
        "as_of": value_run.business_date,
        "ccv_from": in_hundredths(value_run.ccv_from),
        "cpv_from": in_hundredths(value_run.cpv_from),
    }


def store_range(part: NightRange) -> int:
    """Scores and classes of the range's guests, in the caller's transaction; the number of guests."""
    value_run = _runs().get(pk=part.key)
    rows = scored_rows(value_run, f"WHERE {in_range()}")
    with connection.cursor() as cursor:
        cursor.execute(
            statements.store(value_run.pk, rows),
            {**storing(value_run), "after": part.after, "upto": part.upto},
        )
        return cursor.rowcount

"""One value run from stays to history, in restartable chunks.

count (the stays of touched guests) → collect (chunks) → scales and thresholds → score and store (chunks) → publish
(see publishing). Each chunk is one transaction of its rows and the job's cursor, so a killed night goes on where it
stopped and nothing is half-written or doubled. Readers see nothing of it before `publish` moves the pointer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.value import formulas, statements
from analytics.value.models import FrozenCost, ValueRun
from analytics.value.selectors.forecasts import chosen_forecast, expected_of
from analytics.value.services.counting import keep_sums, sums_as_of
from analytics.value.services.parameters import parameters_on
from common.dates import month_start, years_before
from common.jobs import Run
from common.models import JobRun
from guests.models import Guest
from guests.selectors.contactable import OF_AGE_FOR_CONSENT

#: Guests in one transaction: 10 000 – 50 000 cost at most a seventh more than one statement.
CHUNK = 50_000
#: Detail of the statistics of a run's tables: a fine histogram of a million guests would only take time.
STATISTICS = 10
#: Key of this module's part of the job's cursor.
KEY = "value"


@contextmanager
def quick_session() -> Iterator[None]:
    """A transaction that may sort and hash in memory; nobody waits for it on a page.

    The stays of a guest lie together in their covering index, and reading it in order is nearly sequential:
    with the planner's usual price of a random page it would hash the whole table instead (2 × as slow).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = 0;"
            "SET LOCAL random_page_cost = 1.1"
        )
        yield


def compute(job: Run, *, on: date, now: datetime) -> ValueRun:
    """Value every guest as of the end of business date `on`; resumes from the job's cursor. Returns the run,
    stored but not yet shown."""
    value_run = _begin(job, on=on, now=now)
    if _stage(job) == "count":
        job.progress(step=_("adding up stays"))
        with quick_session():
            keep_sums(on=on)
            checkpoint(job, value_run, "collect")
    if _stage(job) == "collect":
        _collect(job, value_run)
        _scale(job, value_run)
    if _stage(job) == "store":
        _store(job, value_run)
    return value_run


def current_of(job: Run) -> ValueRun:
    """The value run that this job is building."""
    return ValueRun.objects.select_related("parameters", "forecast").get(pk=job.cursor[KEY]["run"])


def checkpoint(
    job: Run, value_run: ValueRun, stage: str, after: int = 0, *, collected: int | None = None, **progress
) -> None:
    """Move this module's part of the cursor, in the caller's transaction; `collected` rows so far, if they grew."""
    if collected is None:
        collected = job.cursor.get(KEY, {}).get("collected", 0)
    place = {"run": value_run.pk, "stage": stage, "after": after, "collected": collected}
    job.checkpoint({**job.cursor, KEY: place}, **progress)


def _stage(job: Run) -> str:
    return job.cursor[KEY]["stage"]


def _begin(job: Run, *, on: date, now: datetime) -> ValueRun:
    if KEY in job.cursor:
        value_run = current_of(job)
        if _stage(job) in {"collect", "store"} and _is_lost(job, value_run):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statements.create_tables(value_run.pk))
                checkpoint(job, value_run, "collect", collected=0)
        return value_run
    frozen = FrozenCost.objects.filter(month=month_start(on)).first()
    with quick_session(), connection.cursor() as cursor:
        value_run = ValueRun.objects.create(
            business_date=on,
            parameters=parameters_on(on),
            forecast=chosen_forecast(parameters_on(on), on=on),
            job_run=JobRun.objects.get(pk=job.id),
            started_at=now,
            cost_per_guest=frozen.cost_per_guest if frozen else Decimal(0),
            cost_month=frozen.month if frozen else None,
        )
        cursor.execute(statements.create_tables(value_run.pk))
        checkpoint(job, value_run, "count")
    return value_run


def _is_lost(job: Run, value_run: ValueRun) -> bool:
    """Whether PostgreSQL crashed since the last checkpoint and emptied what was collected."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {statements.build_table(value_run.pk)}")
        return cursor.fetchone()[0] != job.cursor[KEY]["collected"]


def collecting(value_run: ValueRun) -> dict:
    """Parameters of statements.collect."""
    parameters, on = value_run.parameters, value_run.business_date
    midpoints = parameters.income_midpoints
    return {
        "as_of": on,
        "since": formulas.habit_since(on),
        "of_age": years_before(on, OF_AGE_FOR_CONSENT),  # children are not scored (PIPL)
        "per_year": parameters.periods_per_year,
        "cost": value_run.cost_per_guest,
        "factor": formulas.annuity(parameters.periods, parameters.discount_rate),
        "midpoints": [float(midpoints[band]) for band in sorted(midpoints)],
    }


def _chunks(job: Run) -> Iterator[tuple[int, int]]:
    """(after, upto] id ranges of CHUNK guests each, from the cursor on."""
    after = job.cursor[KEY]["after"]
    ids = Guest.objects.order_by("pk").values_list("pk", flat=True)
    while (first := ids.filter(pk__gt=after).first()) is not None:
        upto = next(iter(ids.filter(pk__gte=first)[CHUNK - 1 : CHUNK]), None) or ids.last()
        yield after, upto
        after = upto


def _collect(job: Run, value_run: ValueRun) -> None:
    job.progress(done=0, total=2 * Guest.objects.count(), step=_("what stays say"))
    values, done = collecting(value_run), 0
    collected = job.cursor[KEY]["collected"]
    for after, upto in _chunks(job):
        done += CHUNK
        with quick_session(), connection.cursor() as cursor:
            sums, given = sums_as_of(value_run.business_date), values | {"after": after, "upto": upto}
            if forecast := value_run.forecast:
                known = statements.within(sums)
                given |= expected_of(cursor, known, given, forecast, value_run.parameters)
            sql = statements.collect(value_run.pk, sums, by_model=forecast is not None)
            cursor.execute(sql, given)
            collected += cursor.rowcount
            checkpoint(job, value_run, "collect", upto, collected=collected, done=done)


def _scale(job: Run, value_run: ValueRun) -> None:
    """Ranks of motives and industries, percentiles of income against spend, thresholds of the classes."""
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
            f"SELECT {statements.threshold('ccv', parameters.ccv_threshold)},"
            f" {statements.threshold('cpv', parameters.cpv_threshold)}, count(*)"
            f" FROM ({scored_rows(value_run)}) v",
            {
                "steps": steps,
                "ccv_at": parameters.ccv_threshold_at,
                "cpv_at": parameters.cpv_threshold_at,
            },
        )
        ccv_from, cpv_from, value_run.guests = cursor.fetchone()
        value_run.ccv_from, value_run.cpv_from = ccv_from or Decimal(0), cpv_from or Decimal(0)
        value_run.save()
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
        "cost_cents": int(value_run.cost_per_guest * 100),
        "as_of": value_run.business_date,
        "ccv_from": value_run.ccv_from,
        "cpv_from": value_run.cpv_from,
    }


def _store(job: Run, value_run: ValueRun) -> None:
    job.progress(step=_("scoring and classing"))
    rows = scored_rows(value_run, "WHERE guest_id > %(after)s AND guest_id <= %(upto)s")
    sql, values, done = statements.store(value_run.pk, rows), storing(value_run), value_run.guests
    for after, upto in _chunks(job):
        with quick_session(), connection.cursor() as cursor:
            cursor.execute(sql, values | {"after": after, "upto": upto})
            done += cursor.rowcount
            checkpoint(job, value_run, "store", upto, done=done)
    with transaction.atomic():
        checkpoint(job, value_run, "publish")

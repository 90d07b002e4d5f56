"""One run of the attributes: shared out in ranges, published as a whole, together with what is forgotten.

ranges (see `common.shares`, any number of workers) → index and counts → publish. Readers see nothing of it before the
pointer moves; a killed night goes on with the ranges that are not done.
"""

from datetime import date, datetime

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.segments import statements
from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.bands import read_edges
from analytics.segments.models import AttributeRun
from analytics.segments.selectors.facts import parameters
from analytics.segments.services.bands import first_bands
from analytics.value.models import ValueRun
from analytics.value.services.computing import STATISTICS
from common.jobs import Run
from common.models import NightRange
from common.quick import quick_session
from common.shares import do_all, share_out
from guests.models import Guest
from guests.selectors.ranges import id_ranges

log = structlog.get_logger(__name__)
#: Name of this work among the ranges, and of this module's part of the job's cursor.
TASK = "attributes"
Status = AttributeRun.Status


def derive(job: Run, *, on: date, now: datetime, value_run: ValueRun | None) -> AttributeRun | None:
    """Describe every guest as of the end of business date `on` and show it; None if a later night is shown already.

    `value_run` is that of the same night. Killed or repeated it comes to the same.
    """
    if AttributeRun.objects.filter(is_current=True, business_date__gt=on).exists():
        log.info("attributes_of_a_past_night", on=str(on))
        return None
    run = _begin(job, on=on, now=now, value_run=value_run)
    if run.status == Status.BUILDING:
        job.progress(done=0, total=Guest.objects.count(), step=_("describing guests"))
        do_all(TASK, run.pk, told=lambda done: job.progress(done=done))
        _publish(run, now)
    tidy(run)
    return run


def write_range(part: NightRange) -> int:
    """The rows of the range's guests, in the caller's transaction; how many."""
    run = AttributeRun.objects.select_related("bands").get(pk=part.key)
    with connection.cursor() as cursor:
        cursor.execute(
            statements.fill(run.pk, run.value_run_id, read_edges(run.bands.edges)),
            {**parameters(run.business_date, run.bands), "after": part.after, "upto": part.upto},
        )
        return cursor.rowcount


def _begin(job: Run, *, on: date, now: datetime, value_run: ValueRun | None) -> AttributeRun:
    if TASK in job.cursor:
        return AttributeRun.objects.get(pk=job.cursor[TASK])
    with quick_session():
        run = prepare(on=on, now=now, value_run=value_run)
        job.checkpoint({**job.cursor, TASK: run.pk})
    return run


@transaction.atomic
def prepare(*, on: date, now: datetime, value_run: ValueRun | None) -> AttributeRun:
    """A run with its table and its ranges, ready to be worked on."""
    bands = first_bands(value_run, on=on)
    run = AttributeRun.objects.create(business_date=on, bands=bands, value_run=value_run, started_at=now)
    with connection.cursor() as cursor:
        cursor.execute(statements.create_table(run.pk))
    share_out(TASK, run.pk, id_ranges())
    return run


@transaction.atomic
def _publish(run: AttributeRun, now: datetime) -> None:
    """Index, count, attach and move the pointer: one transaction, safe to repeat until it is done."""
    shown = AttributeRun.objects.select_for_update().filter(is_current=True).first()
    table = statements.partition(run.pk)
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(
            f"SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL default_statistics_target = {STATISTICS};"
            f"ALTER TABLE {table} ADD PRIMARY KEY (run_id, guest_id)"
        )
        # Who was merged or erased while the ranges were being done.
        cursor.execute(
            f"DELETE FROM {table} a USING guests_guest g"
            " WHERE g.id = a.guest_id AND (g.merged_into_id IS NOT NULL OR g.erased_at IS NOT NULL)"
        )
        cursor.execute(f"ANALYZE {table}")
        run.guests, run.counts = _counts(cursor, table)
        cursor.execute(
            f"ALTER TABLE {statements.ROWS} ATTACH PARTITION {table} FOR VALUES IN ({int(run.pk)})"
        )
    if shown is not None:
        again = shown.business_date == run.business_date
        shown.is_current, shown.status = False, Status.REPLACED if again else shown.status
        shown.save(update_fields=["is_current", "status"])
    run.is_current = run.has_detail = True
    run.status, run.finished_at = Status.COMPLETE, now
    run.save()


def _counts(cursor, table: str) -> tuple[int, dict[str, list[int]]]:
    cursor.execute(f"SELECT count(*) FROM {table}")
    guests = cursor.fetchone()[0]
    counts = {attribute.key: [0] * len(attribute.values) for attribute in ATTRIBUTES}
    cursor.execute(statements.counts(table))
    for place, code, found in cursor.fetchall():
        counts[ATTRIBUTES[place].key][code] = found
    return guests, counts


def tidy(shown: AttributeRun) -> int:
    """Drop the rows of every run but the shown one and the one before it, which tells who changed; returns how many.

    A table that somebody is reading just now is left for the next night.
    """
    before = before_run(shown)
    AttributeRun.objects.filter(status=Status.BUILDING).exclude(pk=shown.pk).update(status=Status.ABANDONED)
    over = AttributeRun.objects.filter(has_detail=True) | AttributeRun.objects.filter(status=Status.ABANDONED)
    kept = [run.pk for run in (shown, before) if run is not None]
    return sum(_drop_rows(run) for run in over.exclude(pk__in=kept))


def before_run(run: AttributeRun) -> AttributeRun | None:
    """The night shown before `run`, where its rows are still there."""
    earlier = AttributeRun.objects.filter(
        status=Status.COMPLETE, has_detail=True, business_date__lt=run.business_date
    )
    return earlier.order_by("-business_date").first()


def _drop_rows(run: AttributeRun) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL lock_timeout = '2s'; DROP TABLE IF EXISTS {statements.partition(run.pk)}"
            )
            if run.status == Status.ABANDONED:
                run.delete()
            else:
                AttributeRun.objects.filter(pk=run.pk).update(has_detail=False)
    except OperationalError:
        log.warning("attribute_rows_in_use", run=run.pk)
        return False
    return True

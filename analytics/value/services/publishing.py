"""From a stored run to the run everybody sees; and what becomes of old ones."""

from datetime import date, datetime, timedelta

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from analytics.value import statements
from analytics.value.models import ValueRun
from analytics.value.services.computing import KEY, STATISTICS, checkpoint
from analytics.value.services.summing import summarise
from common.jobs import Run
from common.quick import quick_session

log = structlog.get_logger(__name__)

#: Guest by guest for so long; the last run of each month for ever.
DETAIL_KEPT = timedelta(days=90)


def publish(job: Run, value_run: ValueRun, *, now: datetime) -> None:
    """Index, summarise, then attach and move the pointer in one transaction. Safe to repeat until it is done.

    A run for an earlier date than the one shown joins the history without being shown.
    """
    stage = job.cursor[KEY]["stage"]
    if stage == "publish":
        job.progress(step=_("making it quick to read"))
        table = statements.partition(value_run.pk)
        with quick_session(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL maintenance_work_mem = '256MB';"
                f"SET LOCAL default_statistics_target = {STATISTICS};"
                f"ALTER TABLE {table} ADD PRIMARY KEY (run_id, guest_id);"
                f"CREATE INDEX ON {table} (ccv DESC, guest_id);"
                f"ANALYZE {table} (run_id, guest_id, ccv, cpv, chv, value_class);"
                f"DROP TABLE {statements.build_table(value_run.pk)}"
            )
            checkpoint(job, value_run, "sum")
        stage = "sum"
    if stage == "sum":
        job.progress(step=_("summing up for the managers"))
        with quick_session():
            value_run.summary |= summarise(value_run)
            value_run.save(update_fields=["summary"])
            checkpoint(job, value_run, "attach")
        stage = "attach"
    if stage == "attach":
        _attach(job, value_run, now)


@transaction.atomic
def _attach(job: Run, value_run: ValueRun, now: datetime) -> None:
    shown = ValueRun.objects.select_for_update().filter(is_current=True).first()
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {statements.HISTORY} ATTACH PARTITION {statements.partition(value_run.pk)}"
            f" FOR VALUES IN ({value_run.pk})"
        )
    same_date = ValueRun.objects.filter(
        business_date=value_run.business_date, status=ValueRun.Status.COMPLETE
    ).exclude(pk=value_run.pk)
    same_date.update(status=ValueRun.Status.REPLACED, is_current=False)
    newest = shown is None or shown.business_date <= value_run.business_date
    if newest:
        ValueRun.objects.filter(is_current=True).update(is_current=False)
    value_run.is_current, value_run.has_detail = newest, True
    value_run.status, value_run.finished_at = ValueRun.Status.COMPLETE, now
    value_run.save()
    checkpoint(job, value_run, "done", done=value_run.guests, total=value_run.guests)


def tidy(job: Run, *, on: date) -> int:
    """Drop what nobody reads any more: replaced and abandoned runs, detail past its time. Returns how many.

    A table that somebody is reading just now is left for the next night.
    """
    own = job.cursor.get(KEY, {}).get("run")
    ValueRun.objects.filter(status=ValueRun.Status.BUILDING).exclude(pk=own).update(
        status=ValueRun.Status.ABANDONED
    )
    over = [
        *ValueRun.objects.filter(status=ValueRun.Status.REPLACED, has_detail=True),
        *ValueRun.objects.filter(status=ValueRun.Status.ABANDONED),
    ]
    aged = ValueRun.objects.filter(
        status=ValueRun.Status.COMPLETE, has_detail=True, is_current=False, business_date__lt=on - DETAIL_KEPT
    ).exclude(pk__in=_month_ends())
    dropped = 0
    for run in [*over, *aged]:
        dropped += _drop_detail(run)
    return dropped


def _month_ends() -> list[int]:
    """The last complete run of each month."""
    runs = ValueRun.objects.filter(status=ValueRun.Status.COMPLETE).order_by("business_date")
    return list({(run.business_date.year, run.business_date.month): run.pk for run in runs}.values())


def _drop_detail(run: ValueRun) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL lock_timeout = '2s';"
                f"DROP TABLE IF EXISTS {statements.build_table(run.pk)}, {statements.partition(run.pk)}"
            )
            if run.status == ValueRun.Status.ABANDONED:
                run.delete()
            else:
                ValueRun.objects.filter(pk=run.pk).update(has_detail=False)
    except OperationalError:
        log.warning("value_detail_in_use", run=run.pk)
        return False
    return True

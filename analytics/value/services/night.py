"""Asking for a night: by the clock, by a person, by a command. Doing it is hotelcrm.nightly's."""

from datetime import date, datetime, timedelta

from django.db import transaction

from analytics.value.choices import NIGHT_JOB
from common import jobs
from common.dates import business_date, business_day_start
from common.models import JobRun

#: So long after the business date has turned its night begins: the last postings of the day come in.
BEGINS_AFTER = timedelta(minutes=10)


@transaction.atomic
def start_night(*, on: date, requested_by=None, again: bool = False, hinted: bool = True) -> JobRun:
    """The run of the night of business date `on`, started if it should be.

    One run a date. A finished one is repeated when it is `again` wanted, when it failed, or when it was made
    before its day had ended (what was posted afterwards is missing in it). A living one is left alone.
    """
    run = jobs.start(NIGHT_JOB, business_date=on, requested_by=requested_by, hinted=hinted)
    failed = run.status in {JobRun.Status.FAILED, JobRun.Status.POISON}
    if run.is_over and (again or failed or was_early(run)):
        jobs.restart(run, requested_by=requested_by, hinted=hinted)
    return run


def was_early(run: JobRun) -> bool:
    """Whether it was started before the end of its business date."""
    return run.started_at is not None and run.started_at < business_day_start(
        run.business_date + timedelta(days=1)
    )


def start_due_night(now: datetime) -> JobRun | None:
    """Start the night of the business date that ended last, unless it is done, alive or given up.

    For the schedule and its watchdogs; safe to repeat and to call from two places at once. A failed run is
    not started again by itself: it has had its attempts.
    """
    on = business_date(now - BEGINS_AFTER) - timedelta(days=1)
    run = JobRun.objects.filter(job=NIGHT_JOB, business_date=on).first()
    if run is not None and not (run.status == JobRun.Status.SUCCEEDED and was_early(run)):
        return None
    return start_night(on=on)

"""Did the night do its work? Asked of the database, so that no other machinery need be alive."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.value.choices import NIGHT_JOB
from analytics.value.models import ValueRun
from common.dates import business_date
from common.models import JobRun
from reservations.models import Stay

#: The night of a business date is late when it is not done so long after the date has turned (04:00 → 06:00).
LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class NightHealth:
    """State of the night that should be done by now.

    `state`: ok, none (no completed stay yet, so nothing to do), late, failed, idle (ran but valued nobody
    although there were stays). `due_on` is its business date; `run` the record in question, if any.
    """

    state: str
    due_on: date
    run: JobRun | None = None

    @property
    def is_fine(self) -> bool:
        return self.state in {"ok", "none"}


def night_health(now: datetime) -> NightHealth:
    """What must be said about the nights at `now`."""
    due_on = business_date(now - LATE_AFTER) - timedelta(days=1)
    nights = JobRun.objects.filter(job=NIGHT_JOB, business_date__gte=due_on).order_by("-business_date")
    failed = (JobRun.Status.FAILED, JobRun.Status.POISON)
    newest = nights.exclude(status__in=[JobRun.Status.QUEUED, JobRun.Status.RUNNING]).first()
    if newest is not None and newest.status in failed:
        return NightHealth("failed", due_on, newest)
    there_is_work = Stay.objects.completed().filter(departure__lte=due_on).exists()
    if newest is None:
        waiting = nights.first()
        return NightHealth("late" if there_is_work else "none", due_on, waiting)
    shown = ValueRun.objects.filter(is_current=True).only("guests").first()
    if there_is_work and (shown is None or not shown.guests):
        return NightHealth("idle", due_on, newest)
    return NightHealth("ok", due_on, newest)


def night_banner(now: datetime) -> dict | None:
    """{level, text, url, action} of the red banner, or None while all is well."""
    health = night_health(now)
    if health.is_fine:
        return None
    texts = {
        "late": _("The nightly run for %(date)s is late: figures computed at night are old."),
        "failed": _("The nightly run for %(date)s failed: figures computed at night are old."),
        "idle": _("The nightly run for %(date)s did nothing although there was work."),
    }
    on = health.run.business_date if health.run else health.due_on
    return {
        "level": "danger",
        "text": texts[health.state] % {"date": on.isoformat()},
        "url": reverse("jobs:run", args=[health.run.pk]) if health.run else "",
        "action": _("Show the run"),
    }

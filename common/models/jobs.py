"""Run records of everything that outlasts a request.

PostgreSQL is the truth about a job: who asked, how far it is, whether it lives. Redis only carries the hint
that there is work. A run is fenced by its attempt number: a worker that lost its run can no longer write.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: A running job that has not been heard of for this long is taken over.
SILENT_AFTER = timedelta(minutes=5)
#: Key in `result` under which a run that broke keeps what the program said of it.
FAULT = "fault"
#: After so many attempts a run is poison: it waits for a person.
MAX_ATTEMPTS = 3


class JobRun(models.Model):
    """One run of one job: `job` is its registered name, `business_date` its night (null: asked by a person)."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("done")
        FAILED = "failed", _("failed")
        POISON = "poison", _("given up")

    job = models.CharField(_("job"), max_length=80)
    business_date = models.DateField(_("business date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    # The attempt number when a person last asked for it again: MAX_ATTEMPTS counts from there.
    attempts_before = models.PositiveIntegerField(default=0, editable=False)
    params = models.JSONField(_("parameters"), default=dict)
    cursor = models.JSONField(_("how far it is"), default=dict)
    step = models.CharField(_("step"), max_length=80, blank=True, default="")
    rows_total = models.PositiveBigIntegerField(_("rows to do"), null=True)
    rows_done = models.PositiveBigIntegerField(_("rows done"), default=0)
    rows_failed = models.PositiveBigIntegerField(_("rows failed"), default=0)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("why it failed"), blank=True, default="")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "business_date"],
                condition=Q(business_date__isnull=False),
                name="one_run_per_job_and_night",
            ),
        ]
        indexes = [models.Index(fields=["job", "-created_at"], name="jobrun_newest")]

    def __str__(self):
        return f"{self.job} {self.business_date or self.created_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.SUCCEEDED, self.Status.FAILED, self.Status.POISON}

    @property
    def has_failed(self) -> bool:
        return self.status in {self.Status.FAILED, self.Status.POISON}

    @property
    def fault(self) -> str:
        """The program's own line about a fault in it, for whoever looks after it; '' if there was none.

        People read `common.jobs.why_failed`.
        """
        return "" if self.status == self.Status.SUCCEEDED else self.result.get(FAULT, "")

    @property
    def seconds(self) -> float | None:
        """How long it took, or has been going on; None before its start."""
        if self.started_at is None:
            return None
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()

    @property
    def share_done(self) -> float | None:
        """0 … 1, or None while the total is unknown."""
        if not self.rows_total:
            return None
        return min(1.0, (self.rows_done + self.rows_failed) / self.rows_total)

    @property
    def time_left(self) -> timedelta | None:
        """Estimated from the rows done so far; None while there is nothing to go by."""
        share = self.share_done
        if not share or self.started_at is None or self.is_over:
            return None
        spent = timezone.now() - self.started_at
        return spent * ((1 - share) / share)

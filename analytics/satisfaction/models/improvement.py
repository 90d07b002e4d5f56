"""The improvement circle: what is done about an indicator, and whether it helped."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.choices import ImprovementStatus
from analytics.satisfaction.improvement_verdicts import Verdict
from analytics.satisfaction.models.weighting import Weighting
from analytics.satisfaction.quarters import Quarter
from analytics.satisfaction.samples import Interval, Sample
from common.audit import audited
from feedback.models import Indicator
from guests.choices import Department


@audited()
class Improvement(models.Model):
    """`quarter`, `performance`, `importance` and `answers` are what the chart showed when it was opened, under
    `weighting`; `before_…` and `after_…` the samples around `done_on`, `low` and `high` the 95 % interval of the
    change. It is closed by a measured verdict or by a stated reason, never without one of them.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, verbose_name=_("indicator"), related_name="improvements"
    )
    department = models.CharField(_("department"), max_length=13, choices=Department)
    what = models.TextField(_("what will be done"))
    who = models.CharField(_("who"), max_length=150)
    due_on = models.DateField(_("by when"))
    status = models.CharField(
        _("status"), max_length=6, choices=ImprovementStatus, default=ImprovementStatus.OPEN
    )
    opened_on = models.DateField(_("opened"))
    opened_by = models.CharField(_("opened by"), max_length=150, blank=True, default="")
    weighting = models.ForeignKey(Weighting, models.PROTECT, null=True, blank=True, related_name="+")
    quarter = models.CharField(_("quarter"), max_length=11, choices=Quarter, blank=True, default="")
    importance = models.FloatField(_("importance"), null=True, blank=True)
    performance = models.FloatField(_("performance"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers"), default=0)
    done_on = models.DateField(_("done"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days compared"), null=True, blank=True)
    before_n = models.PositiveIntegerField(default=0)
    before_mean = models.FloatField(null=True, blank=True)
    before_deviation = models.FloatField(null=True, blank=True)
    after_n = models.PositiveIntegerField(default=0)
    after_mean = models.FloatField(null=True, blank=True)
    after_deviation = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    verdict = models.CharField(_("result"), max_length=9, choices=Verdict, blank=True, default="")
    measured_on = models.DateField(_("measured"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closed_by = models.CharField(_("closed by"), max_length=150, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ImprovementStatus.CLOSED)
                | ~Q(reason="")
                | Q(verdict__in=[Verdict.IMPROVED, Verdict.UNCHANGED, Verdict.WORSE]),
                name="improvement_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=ImprovementStatus.CLOSED, closed_on__isnull=False)
                | (~Q(status=ImprovementStatus.CLOSED) & Q(closed_on__isnull=True)),
                name="improvement_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=ImprovementStatus.DONE) | Q(done_on__isnull=False, days__isnull=False),
                name="improvement_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(measured_on__isnull=False), name="verdict_was_measured"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("opened_on")),
                name="improvement_done_after_opening",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}: {self.what[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("satisfaction:improvement", args=[self.pk])

    @property
    def before(self) -> Sample:
        return Sample(self.before_n, self.before_mean, self.before_deviation)

    @property
    def after(self) -> Sample:
        return Sample(self.after_n, self.after_mean, self.after_deviation)

    @property
    def change(self) -> Interval | None:
        """Where the change lies with 95 % confidence."""
        return None if self.low is None or self.high is None else Interval(self.low, self.high)

"""Runs of the nightly value and their history.

GuestValue is partitioned by run: a night builds its partition as a table of its own, attaches it and moves
`ValueRun.is_current` in one transaction. Whoever reads follows that pointer and never sees a mixture.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import CERTAIN_FROM, Estimator, ValueClass
from analytics.value.models.forecasts import StayForecast
from analytics.value.models.parameters import ValueParameters
from common.models import JobRun
from common.money import MoneyField
from guests.models import Guest


class ValueRun(models.Model):
    """One computation of every guest's value as of the end of `business_date`."""

    class Status(models.TextChoices):
        BUILDING = "building", _("being computed")
        COMPLETE = "complete", _("complete")
        REPLACED = "replaced", _("replaced by a later run for the same date")
        ABANDONED = "abandoned", _("abandoned")

    business_date = models.DateField(_("business date"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.BUILDING)
    is_current = models.BooleanField(_("shown"), default=False)
    has_detail = models.BooleanField(_("kept guest by guest"), default=False)
    parameters = models.ForeignKey(ValueParameters, models.PROTECT, related_name="runs")
    #: The fitted model that p came from; null: the guests' habit.
    forecast = models.ForeignKey(StayForecast, models.PROTECT, null=True, related_name="runs")
    job_run = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="value_runs")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    cost_per_guest = MoneyField(_("cost per guest (C)"), default=0)
    cost_month = models.DateField(_("accounting month of C"), null=True)  # null: no cost entered, C = 0
    guests = models.PositiveIntegerField(_("guests"), default=0)
    ccv_from = MoneyField(_("current value is high from"), default=0)
    cpv_from = models.DecimalField(
        _("incremental value is high from"), max_digits=5, decimal_places=2, default=0
    )
    #: {"motive": {key: score}, "industry": …, "growth_steps": [...]}: what turned facts into scores.
    scales = models.JSONField(default=dict)
    #: {"classes", "migration", "pyramid", "cells", "movers", "quantiles"}: what the pages show.
    summary = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("value run")
        verbose_name_plural = _("value runs")
        ordering = ["-business_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_run"
            ),
            models.UniqueConstraint(
                fields=["business_date"], condition=Q(status="complete"), name="one_complete_run_per_date"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(status="complete", has_detail=True),
                name="shown_run_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.business_date} #{self.pk}"

    @property
    def estimator(self) -> Estimator:
        """What p was estimated by: never BEST, and habit where no fitted model existed yet."""
        return Estimator(self.forecast.kind) if self.forecast else Estimator.HABIT

    @property
    def seconds(self) -> float | None:
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None


class GuestValue(models.Model):
    """What one guest with at least one completed stay is worth in one run. Written by SQL alone."""

    pk = models.CompositePrimaryKey("run_id", "guest_id")
    run = models.ForeignKey(ValueRun, models.DO_NOTHING, db_constraint=False, related_name="+")
    guest = models.ForeignKey(Guest, models.DO_NOTHING, db_constraint=False, related_name="values")
    stays = models.IntegerField(_("stays"))
    recent_stays = models.IntegerField(_("stays in the last 24 months"))
    first_stay_on = models.DateField(_("first stay"))
    last_stay_on = models.DateField(_("last stay"))
    spend = MoneyField(_("lifetime spend"))
    chv = MoneyField(_("historic value (CHV)"))
    profit_per_stay = MoneyField(_("profit per stay (r)"))
    stays_per_period = models.DecimalField(_("stays per period (p)"), max_digits=10, decimal_places=4)
    ccv = MoneyField(_("current value (CCV)"))
    motive = models.CharField(_("motive of stay"), max_length=11, null=True)  # noqa: DJ001 NULL is unknown
    industry = models.CharField(_("industry"), max_length=12, null=True)  # noqa: DJ001 NULL is unknown
    income_band = models.SmallIntegerField(_("monthly income (CNY)"), null=True)
    credit = models.SmallIntegerField(_("credit"), null=True)
    growth_score = models.DecimalField(_("income against spend"), max_digits=5, decimal_places=2, null=True)
    satisfaction = models.DecimalField(_("satisfaction"), max_digits=5, decimal_places=2, null=True)
    cpv = models.DecimalField(_("incremental value (CPV)"), max_digits=5, decimal_places=2, null=True)
    completeness = models.DecimalField(_("completeness"), max_digits=4, decimal_places=3)
    referral_value = MoneyField(_("referral value"))
    value_class = models.CharField(_("class"), max_length=9, choices=ValueClass)

    class Meta:
        managed = False
        db_table = "value_guestvalue"
        verbose_name = _("value of a guest")
        verbose_name_plural = _("values of guests")

    def __str__(self):
        return f"{self.guest_id}: {self.value_class}"

    @property
    def is_uncertain(self) -> bool:
        """Whether so little is known about him that CPV is a guess."""
        return self.completeness < CERTAIN_FROM

    @property
    def is_habit_thin(self) -> bool:
        """With one stay a habit says next to nothing."""
        return self.stays < 2

    @property
    def completeness_percent(self) -> Decimal:
        return self.completeness * 100

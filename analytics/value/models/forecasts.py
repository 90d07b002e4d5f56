"""Fitted models of repeat visits as plain figures, and how each way of estimating did on the year past."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import MODELS, Estimator
from analytics.value.expected_stays import StayModel
from analytics.value.judging import Judgement, Tenth


class StayForecast(models.Model):
    """One fit: four parameters (time in weeks), of which guests, and how likely they make what these did.

    Added, never changed: a run keeps the one it was computed with. Its number is its version.
    """

    kind = models.CharField(_("estimator"), max_length=7, choices=Estimator)
    as_of = models.DateField(_("stays up to"))
    guests = models.PositiveIntegerField(_("guests"))
    returns = models.PositiveIntegerField(_("returns"))
    r = models.FloatField("r")
    alpha = models.FloatField("α")
    a = models.FloatField("a")
    b = models.FloatField("b")
    log_likelihood = models.FloatField(_("log-likelihood"))
    is_converged = models.BooleanField(_("the search ended"))
    seconds = models.FloatField(_("seconds"))
    fitted_at = models.DateTimeField(_("fitted"))
    fitted_by = models.CharField(_("fitted by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("forecast of stays")
        verbose_name_plural = _("forecasts of stays")
        ordering = ["-as_of", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MODELS), name="forecast_is_of_a_model"),
            models.CheckConstraint(
                condition=Q(r__gt=0, alpha__gt=0, a__gt=0, b__gt=0), name="forecast_parameters_are_positive"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def estimator(self) -> Estimator:
        return Estimator(self.kind)

    @property
    def model(self) -> StayModel:
        return StayModel(self.r, self.alpha, self.a, self.b, self.kind == Estimator.MBG_NBD)


class Backtest(models.Model):
    """What was expected of the year after `since`, from what was known on that day, against what came by `until`.

    `judgements`: estimator → the figures of judging.Judgement; `fits`: model → its parameters on that day.
    """

    since = models.DateField(_("known until"))
    until = models.DateField(_("judged until"))
    guests = models.PositiveIntegerField(_("guests"))
    came = models.PositiveIntegerField(_("stays that came"))
    judgements = models.JSONField()
    fits = models.JSONField()
    best = models.CharField(_("best"), max_length=7, choices=Estimator)
    seconds = models.FloatField(_("seconds"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.CharField(_("made by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("backtest of the forecast")
        verbose_name_plural = _("backtests of the forecast")
        ordering = ["-until", "-pk"]

    def __str__(self):
        return f"{self.since} – {self.until}"

    @property
    def best_estimator(self) -> Estimator:
        return Estimator(self.best)

    def judgement(self, estimator: str) -> Judgement | None:
        """How `estimator` did; None if it was not fitted."""
        kept = self.judgements.get(estimator)
        if kept is None:
            return None
        return Judgement(**{**kept, "tenths": tuple(Tenth(**tenth) for tenth in kept["tenths"])})


class CohortTable(models.Model):
    """Guests by the month of their first stay, as of one day. `rows`: see selectors.cohorts.Cohort."""

    as_of = models.DateField(_("stays up to"))
    rows = models.JSONField()
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("table of cohorts")
        verbose_name_plural = _("tables of cohorts")
        ordering = ["-as_of", "-pk"]

    def __str__(self):
        return str(self.as_of)

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import PERIODS_PER_YEAR, Estimator, Indicator, Period, ThresholdKind


def equal_weights() -> dict[str, str]:
    return {str(indicator): "1" for indicator in Indicator}


def income_bands() -> list[dict]:
    """Monthly bands of guests.choices.IncomeBand: midpoint in CNY (of the open one: our convention) and score."""
    midpoints = (750, 2250, 4500, 8000, 12000)
    return [
        {"band": band, "midpoint": str(midpoint), "score": str(band * 20)}
        for band, midpoint in enumerate(midpoints, start=1)
    ]


class ValueParameters(models.Model):
    """One version of the settings of guest value; versions are added, never changed.

    A night uses the newest version that is valid on its business date.
    """

    periods = models.PositiveSmallIntegerField(
        _("periods counted (n)"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    period = models.CharField(_("period"), max_length=7, choices=Period, default=Period.YEAR)
    discount_rate = models.DecimalField(
        _("discount rate per period (d)"),
        max_digits=6,
        decimal_places=4,
        default=Decimal("0.08"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    estimator = models.CharField(
        _("stays expected (p)"), max_length=7, choices=Estimator, default=Estimator.BEST
    )
    is_falling = models.BooleanField(_("p falls from period to period as the model says"), default=False)
    ccv_threshold = models.CharField(
        _("threshold of current value"), max_length=10, choices=ThresholdKind, default=ThresholdKind.MEAN
    )
    ccv_threshold_at = models.DecimalField(
        _("its percentile or amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    cpv_threshold = models.CharField(
        _("threshold of incremental value"), max_length=10, choices=ThresholdKind, default=ThresholdKind.MEAN
    )
    cpv_threshold_at = models.DecimalField(
        _("its percentile or score"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    weights = models.JSONField(_("weights"), default=equal_weights)
    income_bands = models.JSONField(_("income bands"), default=income_bands)
    valid_from = models.DateField(_("valid from"))
    note = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(_("entered by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("value parameters")
        verbose_name_plural = _("value parameters")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(periods__gte=1, periods__lte=20), name="periods_from_1_to_20"),
            models.CheckConstraint(
                condition=Q(discount_rate__gte=0, discount_rate__lte=1), name="discount_rate_is_a_share"
            ),
        ]

    def __str__(self):
        return f"{self.pk}: n={self.periods} d={self.discount_rate}"

    @property
    def periods_per_year(self) -> int:
        return PERIODS_PER_YEAR[Period(self.period)]

    @property
    def estimated_by(self) -> Estimator:
        return Estimator(self.estimator)

    @property
    def weight_of(self) -> dict[str, Decimal]:
        return {key: Decimal(self.weights.get(key, "0")) for key in Indicator.values}

    @property
    def income_scores(self) -> dict[int, Decimal]:
        return {row["band"]: Decimal(row["score"]) for row in self.income_bands}

    @property
    def income_midpoints(self) -> dict[int, Decimal]:
        return {row["band"]: Decimal(row["midpoint"]) for row in self.income_bands}

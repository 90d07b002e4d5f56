"""Why points are earned, and how many."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from reservations.choices import OutletCategory
from reservations.models.hotel import Named


@audited()
class EarningRule(Named, TimeStamped):
    """Why points are earned; each rule gives its points once for a stay that ended while it was in force."""

    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    is_multiplied = models.BooleanField(_("times the tier’s multiplier"), default=True)

    class Meta:
        verbose_name = _("earning rule")
        verbose_name_plural = _("earning rules")
        ordering = ["valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="earning_rule_ends_after_it_begins",
            ),
        ]


@audited()
class EarningRate(models.Model):
    """Points per unit of the hotel's currency spent in outlets of one category."""

    rule = models.ForeignKey(EarningRule, models.CASCADE, related_name="rates")
    category = models.CharField(_("kind of outlet"), max_length=15, choices=OutletCategory)
    per_unit = models.DecimalField(
        _("points per CNY"), max_digits=6, decimal_places=3, validators=[MinValueValidator(Decimal(0))]
    )

    class Meta:
        verbose_name = _("earning rate")
        verbose_name_plural = _("earning rates")
        constraints = [
            models.UniqueConstraint(fields=["rule", "category"], name="one_rate_per_category"),
            models.CheckConstraint(condition=Q(per_unit__gte=0), name="earning_rate_not_negative"),
        ]

    def __str__(self):
        return f"{self.category}: {self.per_unit}"

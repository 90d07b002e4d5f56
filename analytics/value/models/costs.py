from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from common.money import MoneyField


@audited()
class CostInput(TimeStamped):
    """The hotel's input cost of one calendar month, as finance enters it."""

    month = models.DateField(_("month"), unique=True)  # its first day
    amount = MoneyField(_("input cost"))
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True, default="")
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("input cost")
        verbose_name_plural = _("input costs")
        ordering = ["month"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_is_not_negative"),
            models.CheckConstraint(condition=Q(month__day=1), name="cost_month_is_its_first_day"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.amount}"


@audited()
class FrozenCost(TimeStamped):
    """C of one accounting month: cost of all months before it over the guests who had stayed before it."""

    month = models.DateField(_("accounting month"), unique=True)
    total_cost = MoneyField(_("input cost to date"))
    guests = models.PositiveIntegerField(_("guests who ever stayed"))
    cost_per_guest = MoneyField(_("cost per guest (C)"))
    frozen_at = models.DateTimeField(_("frozen"))
    frozen_by = models.CharField(_("frozen by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("frozen cost")
        verbose_name_plural = _("frozen costs")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="frozen_month_is_its_first_day"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} C = {self.cost_per_guest}"

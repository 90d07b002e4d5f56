"""What points are spent on."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped, staff
from common.money import MoneyField
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.choices import RedemptionStatus, RewardKind
from loyalty.models.points import PointsTransaction
from loyalty.models.tiers import Tier
from reservations.models import Stay
from reservations.models.hotel import Named


@audited()
class Reward(Named, TimeStamped):
    """One thing of the catalogue. `stock` None: as many as are asked for. `value` is what a rebate pays on the folio,
    of anything else what it costs the hotel.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=RewardKind)
    points = models.PositiveIntegerField(_("price in points"), validators=[MinValueValidator(1)])
    value = MoneyField(_("worth"), default=0, validators=[MinValueValidator(0)])
    stock = models.IntegerField(_("in stock"), null=True, blank=True, validators=[MinValueValidator(0)])
    tier = models.ForeignKey(
        Tier,
        models.PROTECT,
        verbose_name=_("from tier"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: for every member."),
    )
    valid_until = models.DateField(_("offered until"), null=True, blank=True)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["points", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1), name="reward_costs_points"),
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__gte=0), name="reward_stock_not_negative"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="reward_value_not_negative"),
            models.CheckConstraint(
                condition=~Q(kind=RewardKind.REBATE) | Q(value__gt=0), name="rebate_pays_something"
            ),
        ]


class Redemption(TimeStamped):
    """A guest spent points; `points` and `value` are those of that day, for all pieces together."""

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="redemptions")
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions")
    quantity = models.PositiveSmallIntegerField(_("pieces"), default=1)
    points = models.PositiveIntegerField(_("points"))
    value = MoneyField(_("value"))
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, blank=True, related_name="redemptions")
    status = models.CharField(_("status"), max_length=9, choices=RedemptionStatus)
    transaction = models.OneToOneField(PointsTransaction, models.PROTECT, related_name="redemption")
    business_date = models.DateField(_("business date"))
    given_by = staff(_("redeemed by"))
    cancelled_by = staff(_("taken back by"))
    cancelled_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="redemption_of_something"),
            models.CheckConstraint(condition=Q(points__gte=F("quantity")), name="redemption_costs_points"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id}: {self.reward_id}"

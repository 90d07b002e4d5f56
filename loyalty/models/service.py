"""Services by standard, what was given of them on stays, and what all giving came to."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from common.money import MoneyField
from loyalty.giving_choices import Entitlement, Standard
from loyalty.models.tiers import staff
from reservations.choices import OutletCategory
from reservations.models import Stay
from reservations.models.hotel import Named


@audited()
class Service(Named, TimeStamped):
    """One row of the matrix. `cost` is what giving it once costs the hotel, `price` what it takes where it is on
    request (0: nothing); `category` says to which kind of outlet such a charge belongs.
    """

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    cost = MoneyField(_("cost to the hotel"), default=0, validators=[MinValueValidator(0)])
    price = MoneyField(_("price on request"), default=0, validators=[MinValueValidator(0)])
    category = models.CharField(
        _("kind of outlet"), max_length=16, choices=OutletCategory, default=OutletCategory.ROOMS
    )

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__gte=0, price__gte=0), name="service_figures_not_negative"
            ),
        ]


@audited()
class ServiceCell(TimeStamped):
    """How guests of a standard come by a service; without a row it is not for them."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="cells", db_index=False)
    standard = models.CharField(_("standard"), max_length=8, choices=Standard)
    entitlement = models.CharField(
        _("how"), max_length=10, choices=Entitlement, default=Entitlement.ON_REQUEST
    )

    class Meta:
        verbose_name = _("entitlement to a service")
        verbose_name_plural = _("entitlements to services")
        constraints = [
            models.UniqueConstraint(fields=["service", "standard"], name="one_cell_per_service_and_standard"),
        ]

    def __str__(self):
        return f"{self.service_id} {self.standard}: {self.entitlement}"


class ServiceGiven(models.Model):
    """A service given on a stay: promotion data. `cost` and `price` are those of that day, for all pieces together.

    `entitlement` says why: by his standard, on request, or (NONE) out of goodwill. `key` makes a form sent twice one.
    """

    key = models.UUIDField(unique=True, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="services_given")
    service = models.ForeignKey(Service, models.PROTECT, related_name="given")
    quantity = models.PositiveSmallIntegerField(_("pieces"), default=1)
    standard = models.CharField(_("standard"), max_length=8, choices=Standard)
    entitlement = models.CharField(_("how"), max_length=10, choices=Entitlement)
    cost = MoneyField(_("cost to the hotel"))
    price = MoneyField(_("price"), default=0)
    is_posted = models.BooleanField(_("stands on the folio"), default=False)
    business_date = models.DateField(_("business date"))
    given_at = models.DateTimeField(_("given"))
    given_by = staff(_("given by"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    withdrawn_by = staff(_("taken back by"))
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("service given")
        verbose_name_plural = _("services given")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, cost__gte=0, price__gte=0), name="service_given_figures"
            ),
        ]
        indexes = [models.Index(fields=["business_date"], name="service_given_day")]

    def __str__(self):
        return f"{self.stay_id} {self.service_id} × {self.quantity}"


class InvestmentNight(models.Model):
    """What was put into guests of each tier and what came back, as one night added it up.

    `rows`: [{"tier": code or '', "guests": n, "<investment>": "12.00", …, "invested", "revenue"}].
    """

    business_date = models.DateField(_("business date"), primary_key=True)
    rows = models.JSONField(default=list)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("investment and return")
        verbose_name_plural = _("investments and returns")
        ordering = ["-business_date"]

    def __str__(self):
        return str(self.business_date)

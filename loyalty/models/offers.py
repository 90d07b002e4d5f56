"""Campaigns, coupons, what may be combined, and what guests took."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from common.money import MoneyField
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.giving_choices import OfferKind
from loyalty.models.tiers import Tier, staff
from reservations.choices import RoomClass
from reservations.models import Reservation, Room
from reservations.models.hotel import Named


@audited(exclude=("taken",))
class Campaign(Named, TimeStamped):
    """Terms of a reduction for arrivals from `valid_from` to `valid_until`: `percent` off each night, then
    `amount`. `needs_coupon`: only with one of its codes. `stock` None: for as many bookings as come.
    """

    percent = models.DecimalField(
        _("off the room, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    amount = MoneyField(_("off each night"), default=0, validators=[MinValueValidator(0)])
    valid_from = models.DateField(_("arrivals from"))
    valid_until = models.DateField(_("arrivals until"))
    room_classes = ArrayField(
        models.CharField(max_length=8, choices=RoomClass),
        verbose_name=_("room classes"),
        default=list,
        blank=True,
    )
    minimum_nights = models.PositiveSmallIntegerField(
        _("minimum nights"), default=1, validators=[MinValueValidator(1)]
    )
    tier = models.ForeignKey(
        Tier, models.PROTECT, verbose_name=_("from tier"), null=True, blank=True, related_name="+",
        help_text=_("Empty: for every guest."),
    )  # fmt: skip
    needs_coupon = models.BooleanField(_("only with a coupon"), default=False)
    stock = models.PositiveIntegerField(_("bookings at most"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("bookings taken"), default=0, editable=False)
    is_synthetic = models.BooleanField(_("synthetic"), default=False, editable=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-valid_until", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100, amount__gte=0),
                name="campaign_reduction_possible",
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0) | Q(amount__gt=0), name="campaign_reduces_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="campaign_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="campaign_within_its_stock"
            ),
        ]


class Coupon(TimeStamped):
    """A code of a campaign, good for `uses` bookings; with a guest it is his alone."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="coupons")
    code = models.CharField(_("code"), max_length=40, unique=True)
    guest = models.ForeignKey(Guest, models.PROTECT, null=True, blank=True, related_name="coupons")
    uses = models.PositiveIntegerField(_("bookings at most"), default=1, validators=[MinValueValidator(1)])
    used = models.PositiveIntegerField(_("bookings taken"), default=0, editable=False)
    valid_until = models.DateField(_("taken until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="coupon_within_its_uses"),
            models.CheckConstraint(condition=~Q(code=""), name="coupon_has_a_code"),
        ]
        triggers = [lands_on_survivor(may_be_empty=True)]

    def __str__(self):
        return self.code

    @property
    def left(self) -> int:
        return self.uses - self.used


@audited()
class ForbiddenPair(models.Model):
    """Two kinds of reduction that are never given together; `first` sorts before `second`."""

    first = models.CharField(_("one"), max_length=8, choices=OfferKind)
    second = models.CharField(_("the other"), max_length=8, choices=OfferKind)

    class Meta:
        verbose_name = _("forbidden combination")
        verbose_name_plural = _("forbidden combinations")
        ordering = ["first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_forbidden_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]

    def __str__(self):
        return f"{self.first} × {self.second}"


class OfferTaken(models.Model):
    """A guest took an offer with a booking; prices are those of all rooms. One at a time for each booking.

    `parts`: [{"kind", "key", "name", "reason"}] of what was given together.
    """

    reservation = models.ForeignKey(Reservation, models.PROTECT, related_name="offers_taken")
    guest = models.ForeignKey(Guest, models.PROTECT, related_name="offers_taken")
    parts = models.JSONField(_("what"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="bookings")
    coupon = models.ForeignKey(Coupon, models.PROTECT, null=True, blank=True, related_name="bookings")
    full_price = MoneyField(_("without it"))
    price = MoneyField(_("with it"))
    business_date = models.DateField(_("business date"))
    taken_at = models.DateTimeField(_("taken"))
    taken_by = staff(_("recorded by"))
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("offer taken")
        verbose_name_plural = _("offers taken")
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["reservation"], name="one_offer_per_booking"),
            models.CheckConstraint(
                condition=Q(price__gte=0, price__lte=F("full_price")), name="offer_costs_no_more"
            ),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.reservation_id}: {self.saving}"

    @property
    def saving(self):
        return self.full_price - self.price

    @property
    def names(self) -> list[str]:
        return [part["name"] for part in self.parts]


class FavouriteRoom(models.Model):
    """The room a member slept in most often, as the last night found it."""

    guest = models.OneToOneField(Guest, models.CASCADE, primary_key=True, related_name="favourite_room")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(_("stays"))

    class Meta:
        verbose_name = _("favourite room")
        verbose_name_plural = _("favourite rooms")

    def __str__(self):
        return f"{self.guest_id}: {self.room_id}"

"""What the hotel has to sell: room types, rooms, outlets; and by which channels it is sold."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.money import MoneyField
from reservations.choices import CodeKind, OutletCategory, RoomClass


class Named(models.Model):
    """A code of the house with its name in both languages."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class RoomType(Named):
    room_class = models.CharField(_("class"), max_length=8, choices=RoomClass)
    capacity = models.PositiveSmallIntegerField(_("persons"), default=2)
    base_rate = MoneyField(_("rate per night"))
    rank = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("room type")
        verbose_name_plural = _("room types")
        ordering = ["rank", "code"]


class Room(models.Model):
    number = models.CharField(_("room"), max_length=10, unique=True)
    floor = models.PositiveSmallIntegerField(_("floor"))
    room_type = models.ForeignKey(RoomType, models.PROTECT, verbose_name=_("room type"), related_name="rooms")
    # What a preference can ask for: high_floor, quiet, near_lift, far_from_lift, twin, king, smoking, river_view …
    features = ArrayField(
        models.CharField(max_length=30), verbose_name=_("features"), default=list, blank=True
    )
    out_of_order_until = models.DateField(_("out of order until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["number"]

    def __str__(self):
        return self.number


class Outlet(Named):
    category = models.CharField(_("category"), max_length=16, choices=OutletCategory)

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["category", "code"]


class Channel(Named):
    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]


class CodeMapping(models.Model):
    """`external_code` of `source` means our `code`; staff fill it in from the quarantine page."""

    source = models.CharField(_("source"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=CodeKind)
    external_code = models.CharField(_("code there"), max_length=80)
    code = models.CharField(_("our code"), max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("code mapping")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "external_code"], name="code_mapped_once_per_source"
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.kind} {self.external_code} = {self.code}"

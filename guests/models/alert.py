from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from guests.choices import AlertKind, Place
from guests.models.guest import Guest
from guests.models.landing import lands_on_survivor

#: The blacklist is reviewed at least once a year.
LONGEST_DAYS = 366


def everywhere() -> list[str]:
    return [str(place) for place in Place]


@audited()
class Alert(TimeStamped):
    """What staff must see before they speak. The blacklist is one kind: approved, reasoned, at most 12 months."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="alerts")
    kind = models.CharField(_("kind"), max_length=9, choices=AlertKind, default=AlertKind.ALERT)
    places = ArrayField(
        models.CharField(max_length=9, choices=Place), verbose_name=_("shown"), default=everywhere
    )
    reason = models.CharField(_("reason"), max_length=300)
    stops_screen = models.BooleanField(_("stops the screen"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="alert_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="alert_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AlertKind.BLACKLIST)
                | Q(
                    approved_by__isnull=False,
                    ends_on__isnull=False,
                    ends_on__lte=ExpressionWrapper(
                        F("starts_on") + LONGEST_DAYS, output_field=models.DateField()
                    ),
                    stops_screen=True,
                ),
                name="blacklist_approved_and_at_most_a_year",
            ),
        ]
        indexes = [
            models.Index(fields=["guest", "ends_on"], name="alert_open", condition=Q(closed_at__isnull=True)),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.reason


class AlertReading(models.Model):
    """Somebody was stopped by an alert, read it and went on: who, at which place, on which business date."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="readings")
    place = models.CharField(_("where"), max_length=9, choices=Place)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who"), related_name="+"
    )
    on = models.DateField(_("business date"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading of an alert")
        verbose_name_plural = _("readings of alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "place", "reader", "on"], name="alert_read_once_a_day_and_place"
            ),
        ]

    def __str__(self):
        return f"{self.alert_id} {self.place} {self.reader_id} {self.on}"

"""What keeps the ledger honest: entries by hand and who may not make them, and every night's sums."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.base import TimeStamped, staff
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.choices import EntryStatus
from loyalty.models.points import PointsTransaction


class ManualEntry(TimeStamped):
    """Points given or taken by a person, with the reason; above the limit a second person decides."""

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="manual_points")
    points = models.IntegerField(_("points"), help_text=_("Negative takes points away."))
    reason = models.CharField(_("reason"), max_length=300)
    status = models.CharField(_("status"), max_length=7, choices=EntryStatus)
    asked_by = staff(_("asked by"))
    asked_at = models.DateTimeField(_("asked"))
    decided_by = staff(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=300, blank=True, default="")
    transaction = models.OneToOneField(
        PointsTransaction, models.PROTECT, null=True, blank=True, related_name="manual_entry"
    )

    class Meta:
        verbose_name = _("manual entry of points")
        verbose_name_plural = _("manual entries of points")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="manual_entry_moves_something"),
            models.CheckConstraint(
                condition=(Q(status=EntryStatus.POSTED) & Q(transaction__isnull=False))
                | (~Q(status=EntryStatus.POSTED) & Q(transaction__isnull=True)),
                name="manual_entry_posted_once",
            ),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id}: {self.points}"


class StaffGuest(TimeStamped):
    """Somebody of the staff is a guest too: he may not give himself anything. Entered by hand, and found at night."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="as_guest")
    guest = models.ForeignKey(Guest, models.SET_NULL, null=True, blank=True, related_name="+")
    phone = models.CharField(_("phone"), max_length=20, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    document_hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("staff as guest")
        verbose_name_plural = _("staff as guests")
        triggers = [lands_on_survivor()]

    def __str__(self):
        return str(self.user)


class LiabilityNight(models.Model):
    """The points in circulation at the end of a business date, and whether the ledger agrees with itself.

    `digest` is the hash of the sums and of the digest before, so that no night can be changed unseen afterwards.
    """

    business_date = models.DateField(_("business date"), unique=True)
    computed_at = models.DateTimeField(_("computed"))
    points = models.BigIntegerField(_("points in circulation"))
    owed = models.BigIntegerField(_("points owed by guests"))
    #: {"2027-03": points}, by the month in which they expire.
    months = models.JSONField(default=dict)
    #: {kind of account: sum of its entries}
    accounts = models.JSONField(default=dict)
    entries = models.BigIntegerField(_("entries"))
    last_entry = models.BigIntegerField()
    #: What does not agree, in words of the code; empty when all does.
    faults = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("points in circulation")
        verbose_name_plural = _("points in circulation")
        ordering = ["-business_date"]

    def __str__(self):
        return f"{self.business_date}: {self.points}"

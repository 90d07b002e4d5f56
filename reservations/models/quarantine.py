from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reservations.models.reservation import Reservation


class QuarantineItem(models.Model):
    """Something a machine sent that we accepted but could not wholly understand.

    It waits here with its reason until staff map the code or correct the data and replay `payload` (card
    numbers masked before storing). Nothing is dropped silently, nothing blocks the rest.
    """

    class Kind(models.TextChoices):
        RESERVATION = "reservation", _("reservation")
        CHARGE = "charge", _("charge")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        REPLAYED = "replayed", _("replayed")
        DISMISSED = "dismissed", _("dismissed")

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number at the source"), max_length=120)
    reason = models.SlugField(_("reason"), max_length=40)  # unknown-room-type, overlapping-stay, …
    field = models.CharField(_("field"), max_length=120, blank=True, default="")
    value = models.CharField(_("value"), max_length=120, blank=True, default="")
    detail = models.CharField(_("what to do"), max_length=300, blank=True, default="")
    payload = models.JSONField(_("as it was sent"), default=dict)
    reservation = models.ForeignKey(
        Reservation, models.CASCADE, null=True, blank=True, related_name="quarantine_items"
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("quarantined message")
        verbose_name_plural = _("quarantined messages")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source", "external_id", "reason", "field", "value"],
                condition=models.Q(status="open"),
                name="quarantined_once_while_open",
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="quarantine_newest")]
        permissions = [("resolve_quarantineitem", "May map codes and replay quarantined messages")]

    def __str__(self):
        return f"{self.reason}: {self.field}={self.value}"

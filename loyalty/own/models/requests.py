"""What a guest asks the hotel for on his own page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.models.tiers import staff
from loyalty.own.choices import RequestKind, RequestStatus


class OwnRequest(models.Model):
    """What a guest asks for on his own page and staff decide. `changes` of a correction: field → [before, after],
    as `guests.edits.as_text` writes them.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, verbose_name=_("guest"), related_name="own_requests")
    kind = models.CharField(_("about"), max_length=10, choices=RequestKind)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=RequestStatus, default=RequestStatus.WAITING)
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = staff(_("decided by"))
    answer = models.CharField(_("answer to the guest"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("request of a guest")
        verbose_name_plural = _("requests of guests")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "kind"],
                condition=Q(status=RequestStatus.WAITING),
                name="one_waiting_request_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.WAITING) | Q(decided_at__isnull=False),
                name="own_request_decided_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="own_request_waiting", condition=Q(status=RequestStatus.WAITING)
            )
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.kind} {self.guest_id}"

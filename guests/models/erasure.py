from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guests.choices import ErasureBasis
from guests.models.guest import Guest


class Erasure(models.Model):
    """A guest's person was taken out of everything we keep. Says nothing about who he was.

    `files` are his file and those merged into it as [number, moment it was made]: a restored backup may have
    given a number to somebody else since. `counts` says how many rows of each kind were emptied or deleted.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, verbose_name=_("guest"), related_name="erasures")
    basis = models.CharField(_("basis"), max_length=9, choices=ErasureBasis)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True, default="")
    files = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    replayed_at = models.DateTimeField(_("repeated after a restore"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"E{self.pk:06d}" if self.pk else "E"


class ErasedTrace(models.Model):
    """A keyed hash of something that named an erased guest: by it an old message is known as his, and only so."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="erased_traces")
    kind = models.CharField(max_length=12)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash", "guest"], name="erased_trace_once_per_guest"),
        ]

    def __str__(self):
        return f"{self.guest_id} {self.kind}"

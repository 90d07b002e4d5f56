"""The outbox of messages to guests: what is to be sent, once, and why something was not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.own.choices import LetterKind, LetterStatus
from reservations.models import Stay


class Letter(models.Model):
    """One message to one guest. `key` says what it is about, so that it goes out once ('2026-10', a stay's key);
    its words are made when it is sent, from what holds then.
    """

    guest = models.ForeignKey(Guest, models.CASCADE, verbose_name=_("guest"), related_name="letters")
    kind = models.CharField(_("about"), max_length=12, choices=LetterKind)
    key = models.CharField(max_length=40)
    stay = models.ForeignKey(Stay, models.CASCADE, null=True, blank=True, related_name="letters")
    status = models.CharField(_("status"), max_length=9, choices=LetterStatus, default=LetterStatus.WAITING)
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("message to a guest")
        verbose_name_plural = _("messages to guests")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["guest", "kind", "key"], name="letter_goes_out_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="letter_waiting", condition=Q(status=LetterStatus.WAITING)),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.kind} {self.key}"

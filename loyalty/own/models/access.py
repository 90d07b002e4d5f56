"""How a guest comes to his own page: links, sessions, one-time codes."""

import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedTextField
from guests.models import Guest
from loyalty.own.choices import CodePurpose, Way


def new_key() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """SHA-256 of a random token: no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class OwnKey(models.Model):
    """What stands, signed, in a guest's links: whoever takes the key away ends all of them.

    After a merge it stays with the old file, so that the links he has lead to the survivor.
    """

    guest = models.OneToOneField(Guest, models.CASCADE, related_name="own_key")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("links to a guest’s own page")
        verbose_name_plural = _("links to guests’ own pages")

    def __str__(self):
        return f"{self.guest_id}"


class OwnSession(models.Model):
    """A guest is on his own page. The browser holds the token; only its hash is here."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="own_sessions")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    way = models.CharField(_("how"), max_length=4, choices=Way)
    began_at = models.DateTimeField(_("began"))
    seen_at = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        verbose_name = _("visit to his own page")
        verbose_name_plural = _("visits to his own page")

    def __str__(self):
        return f"{self.guest_id} {self.began_at:%Y-%m-%d %H:%M}"


class OwnCode(models.Model):
    """A one-time code that somebody asked for. Whether anybody is meant is found out after he has been answered:
    until then `target`, what was typed, waits encrypted; then it is forgotten, but for an address to be added.
    """

    ticket_hash = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.CharField(max_length=5, choices=CodePurpose)
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, blank=True, related_name="own_codes")
    target = EncryptedTextField(null=True, blank=True)
    target_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(max_length=10, blank=True, default="")
    code_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    asked_at = models.DateTimeField(_("asked"), db_index=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(fields=["target_hash", "asked_at"], name="own_code_target"),
            models.Index(fields=["asked_at"], name="own_code_waiting", condition=Q(looked_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.purpose} {self.asked_at:%Y-%m-%d %H:%M}"

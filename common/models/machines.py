"""Machines that push and pull: their credentials and the answers kept for repeated requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ApiClient(models.Model):
    """One system that may call the API; it writes under its own `source` only.

    The token is shown once; only its SHA-256 is stored (it has 256 random bits, so no slow hash is needed).
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    source = models.SlugField(_("source"), max_length=40)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list, blank=True)
    networks = ArrayField(
        models.CharField(max_length=49),
        verbose_name=_("allowed networks"),
        default=list,
        blank=True,
        help_text=_("Such as 10.0.0.0/8; empty means any."),
    )
    rate_limit = models.PositiveIntegerField(_("requests per minute"), default=6000)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")

    def __str__(self):
        return self.name

    # What DRF expects of request.user.
    is_authenticated = True
    is_anonymous = False


class IdempotencyRecord(models.Model):
    """The answer given to one POST, kept 24 hours; written in the transaction of the work itself."""

    client = models.ForeignKey(ApiClient, models.CASCADE)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=80, default="application/json")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="one_answer_per_client_and_key"),
        ]

    def __str__(self):
        return f"{self.client_id}:{self.key[:8]}"

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from common.crypto import EncryptedTextField
from guests.choices import DocumentType
from guests.models.guest import Guest
from guests.models.landing import lands_on_survivor


@audited(exclude=("updated_at",))
class Document(TimeStamped):
    """An identity document: its number encrypted, shown masked, found by a keyed hash. Never a copy of it."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="documents", db_index=False)
    type = models.CharField(_("document"), max_length=16, choices=DocumentType)
    country = models.CharField(_("issued by"), max_length=2, blank=True, default="CN")
    number = EncryptedTextField(_("number"))
    number_hash = models.CharField(max_length=64, editable=False, db_index=True)
    last_digits = models.CharField(max_length=4, editable=False)
    source = models.CharField(_("source"), max_length=40, default="desk")

    class Meta:
        verbose_name = _("document")
        constraints = [
            models.UniqueConstraint(fields=["guest", "number_hash"], name="document_once_per_guest"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.masked

    @property
    def masked(self) -> str:
        """The number as everybody may see it: its last four characters."""
        return f"••••{self.last_digits}"


class DocumentReading(models.Model):
    """Somebody looked at a whole document number: who, whose, when, by which request."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    request_id = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reading of a document")

    def __str__(self):
        return f"{self.reader_id} {self.at:%Y-%m-%d %H:%M}"

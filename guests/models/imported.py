"""Files of guests that people hand in: what they said, how their columns are read, and what each row changed."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.base import TimeStamped
from common.dates import business_day_start
from common.models import HandedInFile, JobRun
from guests.choices import ImportDates, ImportMode
from guests.models.guest import Guest


class ImportMapping(TimeStamped):
    """How the files of one source are read: field of each column by its header, and how dates are written there."""

    source = models.CharField(_("source"), max_length=40, unique=True)
    columns = models.JSONField(_("columns"), default=dict)
    dates = models.CharField(_("dates are written as"), max_length=12, choices=ImportDates)

    class Meta:
        verbose_name = _("mapping of a source")

    def __str__(self):
        return self.source


class GuestImport(HandedInFile):
    """A file of guests: its columns are named, it is looked through, imported, perhaps taken back.

    `columns` is the field of each column in their order, '' for one that is left out.
    """

    source = models.CharField(_("source"), max_length=40)
    data_of = models.DateField(_("state of the data"))
    columns = ArrayField(models.CharField(max_length=20, blank=True), default=list, blank=True)
    dates = models.CharField(_("dates are written as"), max_length=12, choices=ImportDates, blank=True)
    mode = models.CharField(_("guests already known"), max_length=6, choices=ImportMode, blank=True)
    check_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="+")
    import_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="+")
    undo_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="+")

    class Meta(HandedInFile.Meta):
        verbose_name = _("import of guests")
        verbose_name_plural = _("imports of guests")
        permissions = [("import_guests", "May import guests from files and take imports back")]

    def get_absolute_url(self) -> str:
        return reverse("guests:import", args=[self.pk])

    @property
    def made_at(self) -> datetime:
        """When what the file says was last true: whoever was erased since does not come back with it."""
        return business_day_start(self.data_of)


class ImportedGuest(models.Model):
    """What an import did to one guest file, so that it can be taken back.

    `before` and `after`: the columns it changed (empty for a new file). `added`: {model: [keys of rows]} of contacts,
    documents and numbers. `marks`: {history table: its last entry then}; what came later, somebody else did.
    """

    guest_import = models.ForeignKey(GuestImport, models.CASCADE, related_name="guests")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="imported_by")
    is_new = models.BooleanField()
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    added = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("guest of an import")
        constraints = [
            models.UniqueConstraint(fields=["guest_import", "guest"], name="guest_once_per_import"),
        ]

    def __str__(self):
        return f"{self.guest_import_id} {self.guest_id}"

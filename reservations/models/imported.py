import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import JobRun


class BookingImport(models.Model):
    """A file of bookings that somebody gave us: looked through first (`check_run`), imported when he says so.

    The file lies under a random name in a folder that is never served and goes once it is imported; the list
    of its bad and doubtful rows stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    mapping = models.CharField(_("mapping"), max_length=40)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("uploaded by"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    check_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="checked_import")
    import_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="booking_import")

    undo_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("import of bookings")
        verbose_name_plural = _("imports of bookings")
        ordering = ["-created_at"]
        permissions = [("import_bookings", "May import bookings from files")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reservations:import", args=[self.pk])

    @staticmethod
    def folder() -> Path:
        return Path(settings.MEDIA_ROOT) / "imports"

    @property
    def path(self) -> Path:
        return self.folder() / f"{self.pk}.csv"

    @property
    def problems_path(self) -> Path:
        return self.path.with_suffix(".problems.csv")

    @property
    def failed_path(self) -> Path:
        return self.path.with_suffix(".failed.csv")


class ImportedChunk(models.Model):
    """The bookings and anonymous guests that one transaction of an import made, so that it can be taken back.

    `marks`: {history table: its last entry then}; what came later, somebody else did.
    """

    booking_import = models.ForeignKey(BookingImport, models.CASCADE, related_name="chunks")
    reservations = ArrayField(models.BigIntegerField())
    guests = ArrayField(models.BigIntegerField())
    marks = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("part of an import")

    def __str__(self):
        return f"{self.booking_import_id} {len(self.reservations)}"

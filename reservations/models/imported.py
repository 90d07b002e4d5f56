from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.models import HandedInFile, JobRun


class BookingImport(HandedInFile):
    """A file of bookings, read by the mapping of its kind."""

    mapping = models.CharField(_("mapping"), max_length=40)
    check_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="checked_import")
    import_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="booking_import")
    undo_run = models.OneToOneField(JobRun, models.SET_NULL, null=True, related_name="+")

    class Meta(HandedInFile.Meta):
        verbose_name = _("import of bookings")
        verbose_name_plural = _("imports of bookings")
        permissions = [("import_bookings", "May import bookings from files")]

    def get_absolute_url(self) -> str:
        return reverse("reservations:import", args=[self.pk])


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

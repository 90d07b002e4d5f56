"""A file that somebody handed in."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models.jobs import JobRun


class HandedInFile(models.Model):
    """Looked through first (`check_run`), imported when he says so (`import_run`): both are of the kind that inherits.

    The file lies under a random name in a folder that is never served and goes once it is imported; the lists of
    its bad rows stay a while longer.
    """

    FOLDER = "imports"

    check_run: "models.OneToOneField[JobRun | None, JobRun | None]"
    import_run: "models.OneToOneField[JobRun | None, JobRun | None]"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("uploaded by"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-created_at"]

    def __str__(self):
        return self.name

    @classmethod
    def folder(cls) -> Path:
        return Path(settings.MEDIA_ROOT) / cls.FOLDER

    @property
    def path(self) -> Path:
        return self.folder() / f"{self.pk}.csv"

    @property
    def problems_path(self) -> Path:
        return self.path.with_suffix(".problems.csv")

    @property
    def failed_path(self) -> Path:
        return self.path.with_suffix(".failed.csv")

    @property
    def is_checked(self) -> bool:
        return self.check_run is not None and self.check_run.status == JobRun.Status.SUCCEEDED

    @property
    def is_imported(self) -> bool:
        return self.import_run is not None and self.import_run.status == JobRun.Status.SUCCEEDED

    @property
    def can_start(self) -> bool:
        """It was looked through, is still there, and was not imported; an import that failed may be tried again."""
        return self.is_checked and self.is_to_import and self.path.exists()

    @property
    def is_to_import(self) -> bool:
        return self.import_run is None or self.import_run.has_failed

    @property
    def report(self) -> dict:
        """What the import came to, or what it would come to; empty before."""
        run = self.import_run if self.is_imported else self.check_run if self.is_checked else None
        return run.result if run else {}

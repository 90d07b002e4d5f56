"""The background work of imports; loaded when the app is ready, so that workers know it."""

from django.utils.translation import gettext_lazy as _

from common.jobs import job
from reservations.imports.uploads import (
    CHECK_JOB,
    IMPORT_JOB,
    UNDO_JOB,
    check_file,
    import_file,
    undo_file,
)
from reservations.models import BookingImport

PERMISSION = "reservations.import_bookings"


def _page(run) -> str:
    taken = BookingImport.objects.filter(pk=run.params.get("import")).first()
    return taken.get_absolute_url() if taken else ""


job(CHECK_JOB, title=_("Look through a file of bookings"), permission=PERMISSION, result_url=_page)(
    check_file
)
job(IMPORT_JOB, title=_("Import bookings"), permission=PERMISSION, result_url=_page)(import_file)
job(UNDO_JOB, title=_("Take back an import of bookings"), permission=PERMISSION, result_url=_page)(undo_file)

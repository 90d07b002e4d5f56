"""The background work of imports; loaded when the app is ready, so that workers know it."""

from django.utils.translation import gettext_lazy as _

from common.handed_in import result_page
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
PAGE = result_page(BookingImport)


job(CHECK_JOB, title=_("Look through a file of bookings"), permission=PERMISSION, result_url=PAGE)(check_file)
job(IMPORT_JOB, title=_("Import bookings"), permission=PERMISSION, result_url=PAGE)(import_file)
job(UNDO_JOB, title=_("Take back an import of bookings"), permission=PERMISSION, result_url=PAGE)(undo_file)

"""Files of guests that people hand in: kept, columns named, looked through, imported, taken back."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.batches import batched
from common.errors import HotelError
from common.handed_in import ImportNotReady, is_imported_and_at_rest, locked
from common.jobs import start
from common.models import JobRun
from common.tables import REASON_COLUMN, UnreadableFile, keep_as_csv, rows_of
from common.wording import listed
from guests.choices import ImportDates, ImportMode
from guests.imports.fields import BY_KEY, NAMING, repeated, suggested
from guests.imports.rows import PersonRow, RowReader
from guests.models import GuestImport, ImportedGuest, ImportMapping

CHECK_JOB, IMPORT_JOB, UNDO_JOB = "check_guests_file", "import_guests", "undo_guest_import"
#: Chinese spreadsheets write their own encoding; a file that is no UTF-8 is tried as that.
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_COLUMNS = 100
SAMPLES = 3
#: For so many days an import can be taken back; then what it changed is no longer kept twice.
UNDO_DAYS = 30


def take_file(*, file: UploadedFile, source: str, data_of: date, by) -> GuestImport:
    """Keep the file, with the columns as they were read last time or as their headers suggest.

    Raises UnreadableFile, and keeps nothing, when it is no table with a header and at least one row.
    """
    taken = GuestImport(name=Path(file.name).name[:200], source=source, data_of=data_of, uploaded_by=by)
    taken.path.parent.mkdir(parents=True, exist_ok=True)
    keep_as_csv(file, taken.path, encodings=ENCODINGS)
    try:
        names = headers(taken)
        _check(names, has_rows=next(islice(rows_of(taken.path), 1, 2), None) is not None)
        saved = ImportMapping.objects.filter(source=source).first()
        taken.columns = suggested(names, saved.columns if saved else {})
        taken.dates = saved.dates if saved else ImportDates.ISO
        taken.mode = ImportMode.FILL
        taken.save(force_insert=True)
    except BaseException:
        taken.path.unlink(missing_ok=True)
        raise
    return taken


def headers(guest_import: GuestImport) -> list[str]:
    """The header row without the column in which we told why a row failed."""
    _line, cells = next(rows_of(guest_import.path), (0, []))
    return [cell.strip() for cell in cells if cell.strip() != REASON_COLUMN]


def samples(guest_import: GuestImport) -> list[list[str]]:
    """Per column up to SAMPLES different values, as the file writes them."""
    found: list[list[str]] = [[] for _column in headers(guest_import)]
    for _line, cells in islice(_body(guest_import), 50):
        for values, cell in zip(found, cells, strict=False):
            text = cell.strip()[:40]
            if text and text not in values and len(values) < SAMPLES:
                values.append(text)
    return found


@transaction.atomic
def name_columns(*, guest_import: GuestImport, columns: list[str], dates: str, mode: str, by) -> GuestImport:
    """Say what the columns mean, remember it for the source, and have the file looked through.

    Raises HotelError naming what is missing or said twice, ImportNotReady once the import has begun.
    """
    taken = locked(guest_import)
    if taken.import_run_id is not None or _is_running(taken.check_run) or not taken.path.exists():
        raise ImportNotReady
    if not NAMING & set(columns):
        message = _("Name at least one column that says who a guest is: his name, a contact or a number.")
        raise HotelError(message, field="column-0")
    twice = repeated(columns)
    if twice:
        message = _("Two columns cannot both be “%(field)s”. Leave one of them out.")
        place = len(columns) - 1 - columns[::-1].index(twice[0])
        raise HotelError(message % {"field": BY_KEY[twice[0]].label}, field=f"column-{place}")
    taken.columns, taken.dates, taken.mode = columns, dates, mode
    taken.check_run = start(CHECK_JOB, params={"import": str(taken.pk)}, requested_by=by)
    taken.save()
    ImportMapping.objects.update_or_create(
        source=taken.source,
        defaults={"columns": dict(zip(headers(taken), columns, strict=True)), "dates": dates},
    )
    return taken


def can_undo(taken: GuestImport) -> bool:
    """The import is over, is not being taken back, and what it changed is still kept."""
    return is_imported_and_at_rest(taken) and taken.guests.exists()


def read_rows(guest_import: GuestImport, *, today: date) -> Iterator[PersonRow]:
    """Every row of the file as it is understood with the columns that were named."""
    reader = RowReader(
        columns=guest_import.columns, dates=guest_import.dates, source=guest_import.source, today=today
    )
    for line, cells in _body(guest_import):
        yield reader.read(line, cells)


def chunks(guest_import: GuestImport, size: int, *, today: date) -> Iterator[tuple[PersonRow, ...]]:
    return batched(read_rows(guest_import, today=today), size)


def forget_undo(*, as_of: datetime) -> int:
    """Let go of what imports of more than UNDO_DAYS ago had changed; how many rows."""
    old = GuestImport.objects.filter(created_at__lt=as_of - timedelta(days=UNDO_DAYS))
    return ImportedGuest.objects.filter(guest_import__in=old).delete()[0]


def today_here() -> date:
    return timezone.localdate()


def _body(guest_import: GuestImport) -> Iterator[tuple[int, list[str]]]:
    rows = rows_of(guest_import.path)
    _line, header = next(rows, (0, []))
    ours = next((at for at, cell in enumerate(header) if cell.strip() == REASON_COLUMN), None)
    for line, cells in rows:
        yield line, cells if ours is None else [*cells[:ours], *cells[ours + 1 :]]


def _check(names: list[str], *, has_rows: bool) -> None:
    if len(names) > MOST_COLUMNS:
        message = _(
            "The file has %(n)s columns, more than %(most)s. Take out those that are not about guests."
        )
        raise UnreadableFile(message % {"n": len(names), "most": MOST_COLUMNS}, field="file")
    empty = [str(place) for place, name in enumerate(names, start=1) if not name]
    if empty:
        message = _("The first row must name every column; column %(columns)s has no name.")
        raise UnreadableFile(message % {"columns": listed(empty)}, field="file")
    double = sorted({name for name in names if names.count(name) > 1})
    if double:
        message = _("The columns %(columns)s stand twice in the first row. Give each a name of its own.")
        raise UnreadableFile(message % {"columns": listed(double)}, field="file")
    if not has_rows:
        raise UnreadableFile(_("The file has a header but no rows."), field="file")


def _is_running(run: JobRun | None) -> bool:
    return run is not None and not run.is_over

"""Files that people hand in on a page: kept, looked through, imported, all in the background."""

from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from common.handed_in import Severity, is_imported_and_at_rest, listing_problems
from common.jobs import Run, start
from common.marks import take_marks
from common.tables import keep_as_csv, write_failed_rows
from common.wording import labelled
from reservations.imports.bookings import import_bookings
from reservations.imports.files import read_rows
from reservations.imports.rows import Problem, ReadRow
from reservations.imports.undo import AUDITED, undo
from reservations.imports.writer import Written
from reservations.models import BookingImport, ImportedChunk

CHECK_JOB, IMPORT_JOB, UNDO_JOB = "check_bookings_file", "import_bookings", "undo_booking_import"


def take_file(*, file: UploadedFile, mapping: str, by) -> BookingImport:
    """Keep the file and have it looked through.

    Raises UnreadableFile, and keeps nothing, when it is neither CSV in UTF-8 nor XLSX, or its header is not that of
    the mapping.
    """
    taken = BookingImport(name=Path(file.name).name[:200], mapping=mapping, uploaded_by=by)
    taken.path.parent.mkdir(parents=True, exist_ok=True)
    keep_as_csv(file, taken.path)
    try:
        next(read_rows(taken.path, mapping), None)
        with transaction.atomic():
            taken.check_run = start(CHECK_JOB, params={"import": str(taken.pk)}, requested_by=by)
            taken.save(force_insert=True)
    except Exception:
        taken.path.unlink(missing_ok=True)
        raise
    return taken


def check_file(run: Run) -> dict:
    """Look through a file, write nothing but the list of its problems; the result is the outcome of a dry run."""
    taken = BookingImport.objects.get(pk=run.params["import"])
    failed: dict[int, str] = {}

    def count(row: int, write) -> Written:
        run.progress(done=row)
        return write()

    def note(problem: Problem) -> None:
        list_it(problem)
        if problem.severity == Severity.REJECTED:
            failed[problem.row] = labelled(problem.field, problem.text)

    with listing_problems(taken) as list_it:
        outcome = import_bookings(
            path=taken.path,
            mapping=taken.mapping,
            dry_run=True,
            write_chunk=count,
            on_problem=note,
        )
    write_failed_rows(taken.path, taken.failed_path, failed)
    run.progress(total=outcome.rows, failed=outcome.rejected, done=outcome.rows - outcome.rejected)
    return outcome.as_json()


def import_file(run: Run) -> dict:
    """Import a file in chunks; repeated after an interruption it goes over what is there and adds the rest."""
    taken = BookingImport.objects.select_related("check_run").get(pk=run.params["import"])
    total = (taken.check_run.result if taken.check_run else {}).get("rows")
    created = run.cursor.get("created", 0)

    def checkpoint(row: int, write) -> Written:
        nonlocal created
        with transaction.atomic():
            new = write()
            if new:
                ImportedChunk.objects.create(
                    booking_import=taken,
                    reservations=new.reservations,
                    guests=new.guests,
                    marks=take_marks(AUDITED),
                )
            run.checkpoint({"row": row, "created": created + len(new)}, done=row, total=total)
        created += len(new)
        return new

    outcome = import_bookings(path=taken.path, mapping=taken.mapping, write_chunk=checkpoint)
    # What an earlier attempt of this run wrote is new all the same.
    outcome.unchanged -= created - outcome.created
    outcome.created = created
    run.progress(done=outcome.rows - outcome.rejected, failed=outcome.rejected, total=outcome.rows)
    taken.path.unlink(missing_ok=True)
    return outcome.as_json()


def can_undo(taken: BookingImport) -> bool:
    """The import is over, is not being taken back, and something of it is left to take back."""
    return is_imported_and_at_rest(taken) and taken.chunks.exists()


def undo_file(run: Run) -> dict:
    """All of it in one transaction; the result names the bookings that stand in the way."""
    taken = BookingImport.objects.get(pk=run.params["import"])
    with transaction.atomic():
        report = undo(taken, despite_conflicts=run.params["despite_conflicts"])
        run.checkpoint({}, done=report["deleted"], failed=report["conflicts"])
    return report


def first_rows(booking_import: BookingImport, count: int) -> list[ReadRow]:
    """The file's first rows as they were understood; empty once the file is gone."""
    if not booking_import.path.exists():
        return []
    return list(islice(read_rows(booking_import.path, booking_import.mapping), count))

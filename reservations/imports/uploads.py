"""Files that people hand in on a page: kept, looked through, imported, all in the background."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy

from common.errors import HotelError
from common.jobs import Run, job_named, start
from common.marks import take_marks
from common.models import JobRun
from common.tables import keep_as_csv, write_failed_rows
from reservations.imports.bookings import import_bookings
from reservations.imports.files import read_rows
from reservations.imports.rows import Problem, ReadRow, Severity
from reservations.imports.undo import AUDITED, undo
from reservations.imports.writer import Written
from reservations.models import BookingImport, ImportedChunk

#: A file that nobody imported goes after so many days; so do the lists of an imported one's problem rows.
KEPT_DAYS = 14
CHECK_JOB, IMPORT_JOB, UNDO_JOB = "check_bookings_file", "import_bookings", "undo_booking_import"
PROBLEM_COLUMNS = ("row", "reason", "field", "value", "severity")


class ImportNotReady(HotelError):
    code = "import-not-ready"
    default_message = gettext_lazy(
        "This file cannot be imported: it is being looked through, or was imported already."
    )


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


@transaction.atomic
def start_import(*, booking_import: BookingImport, by) -> JobRun:
    """Import a file that was looked through; ImportNotReady if that is not over, or it was done before."""
    taken = (
        BookingImport.objects.select_for_update(of=("self",))
        .select_related("check_run")
        .get(pk=booking_import.pk)
    )
    checked = taken.check_run is not None and taken.check_run.status == JobRun.Status.SUCCEEDED
    failed_before = taken.import_run is not None and taken.import_run.status in {
        JobRun.Status.FAILED,
        JobRun.Status.POISON,
    }
    if not checked or (taken.import_run is not None and not failed_before) or not taken.path.exists():
        raise ImportNotReady
    job_named(IMPORT_JOB)
    taken.import_run = start(IMPORT_JOB, params={"import": str(taken.pk)}, requested_by=by)
    taken.save(update_fields=["import_run"])
    return taken.import_run


def check_file(run: Run) -> dict:
    """Look through a file, write nothing but the list of its problems; the result is the outcome of a dry run."""
    taken = BookingImport.objects.get(pk=run.params["import"])

    failed: dict[int, str] = {}

    def count(row: int, write) -> Written:
        run.progress(done=row)
        return write()

    def note(problem: Problem) -> None:
        lines.writerow(asdict(problem)[name] for name in PROBLEM_COLUMNS)
        if problem.severity == Severity.REJECTED:
            failed[problem.row] = f"{problem.field}: {problem.text}" if problem.field else problem.text

    with taken.problems_path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(PROBLEM_COLUMNS)
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


@transaction.atomic
def start_undo(*, booking_import: BookingImport, despite_conflicts: bool, by) -> JobRun:
    """Take an import back, one that stopped half-way too; ImportNotReady while it runs or where nothing is kept."""
    taken = BookingImport.objects.select_for_update(of=("self",)).get(pk=booking_import.pk)
    if not can_undo(taken):
        raise ImportNotReady
    params = {"import": str(taken.pk), "despite_conflicts": despite_conflicts}
    taken.undo_run = start(UNDO_JOB, params=params, requested_by=by)
    taken.save(update_fields=["undo_run"])
    return taken.undo_run


def can_undo(taken: BookingImport) -> bool:
    """The import is over, is not being taken back, and something of it is left to take back."""
    is_over = taken.import_run is not None and taken.import_run.is_over
    is_under_way = taken.undo_run is not None and not taken.undo_run.is_over
    return is_over and not is_under_way and taken.chunks.exists()


def undo_file(run: Run) -> dict:
    """All of it in one transaction; the result names the bookings that stand in the way."""
    taken = BookingImport.objects.get(pk=run.params["import"])
    with transaction.atomic():
        report = undo(taken, despite_conflicts=run.params["despite_conflicts"])
        run.checkpoint({}, done=report["deleted"], failed=report["conflicts"])
    return report


def forget_files(*, as_of: datetime) -> int:
    """Delete what was handed in more than KEPT_DAYS ago; how many files went. The reports stay."""
    oldest = (as_of - timedelta(days=KEPT_DAYS)).timestamp()
    old = [path for path in BookingImport.folder().glob("*.csv") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def first_rows(booking_import: BookingImport, count: int) -> list[ReadRow]:
    """The file's first rows as they were understood; empty once the file is gone."""
    if not booking_import.path.exists():
        return []
    return list(islice(read_rows(booking_import.path, booking_import.mapping), count))


def problems_of(booking_import: BookingImport) -> Iterator[Problem]:
    """Bad and doubtful rows in the order of the file."""
    if not booking_import.problems_path.exists():
        return
    with booking_import.problems_path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            yield Problem(**(cells | {"row": int(cells["row"])}))

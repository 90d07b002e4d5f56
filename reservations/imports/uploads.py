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
from common.models import JobRun
from reservations.imports.bookings import import_bookings
from reservations.imports.files import read_rows
from reservations.imports.rows import Problem, ReadRow
from reservations.models import BookingImport

#: A file that nobody imported goes after so many days; so does the list of an imported one's problem rows.
KEPT_DAYS = 14
CHECK_JOB, IMPORT_JOB = "check_bookings_file", "import_bookings"
PROBLEM_COLUMNS = ("row", "reason", "field", "value", "severity")


class ImportNotReady(HotelError):
    code = "import-not-ready"
    default_message = gettext_lazy(
        "This file cannot be imported: it is being looked through, or was imported already."
    )


def take_file(*, file: UploadedFile, mapping: str, by) -> BookingImport:
    """Keep the file and have it looked through.

    Raises UnreadableFile, and keeps nothing, when its header is not that of the mapping.
    """
    taken = BookingImport(name=Path(file.name).name[:200], mapping=mapping, uploaded_by=by)
    taken.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with taken.path.open("xb") as target:
            for piece in file.chunks():
                target.write(piece)
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

    def count(row: int, write) -> int:
        run.progress(done=row)
        return write()

    with taken.problems_path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(PROBLEM_COLUMNS)
        outcome = import_bookings(
            path=taken.path,
            mapping=taken.mapping,
            dry_run=True,
            write_chunk=count,
            on_problem=lambda problem: lines.writerow(asdict(problem)[name] for name in PROBLEM_COLUMNS),
        )
    run.progress(total=outcome.rows, failed=outcome.rejected, done=outcome.rows - outcome.rejected)
    return outcome.as_json()


def import_file(run: Run) -> dict:
    """Import a file in chunks; repeated after an interruption it goes over what is there and adds the rest."""
    taken = BookingImport.objects.select_related("check_run").get(pk=run.params["import"])
    total = (taken.check_run.result if taken.check_run else {}).get("rows")
    created = run.cursor.get("created", 0)

    def checkpoint(row: int, write) -> int:
        nonlocal created
        with transaction.atomic():
            new = write()
            run.checkpoint({"row": row, "created": created + new}, done=row, total=total)
        created += new
        return new

    outcome = import_bookings(path=taken.path, mapping=taken.mapping, write_chunk=checkpoint)
    # What an earlier attempt of this run wrote is new all the same.
    outcome.unchanged -= created - outcome.created
    outcome.created = created
    run.progress(done=outcome.rows - outcome.rejected, failed=outcome.rejected, total=outcome.rows)
    taken.path.unlink(missing_ok=True)
    return outcome.as_json()


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

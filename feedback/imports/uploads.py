"""Files of answers: kept, mapped, looked through, imported in the background, taken back."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.dates import business_date
from common.errors import HotelError
from common.handed_in import ImportNotReady, locked, result_page
from common.jobs import Run, job, start
from common.models import JobRun
from common.tables import REASON_COLUMN, UnreadableFile, keep_as_csv, rows_of, write_failed_rows
from feedback.choices import Scale
from feedback.imports.reading import DATE, INDICATOR, MARK, SUBJECT, MappingRules, ReadSet, RowReader
from feedback.imports.writing import (
    find_stays,
    instrument_for,
    refuse_second_sets,
    source_of,
    undo_sets,
    write_sets,
)
from feedback.models import AnswerImport, ImportMapping

CHUNK = 500
PERMISSION = "feedback.import_answers"
CHECK_JOB, IMPORT_JOB = "check_answers_file", "import_answers"


def take_file(*, file: UploadedFile, by) -> AnswerImport:
    """Keep the file. Raises UnreadableFile, and keeps nothing, when it is no table with a header."""
    taken = AnswerImport(name=Path(file.name).name[:200], uploaded_by=by)
    taken.path.parent.mkdir(parents=True, exist_ok=True)
    keep_as_csv(file, taken.path)
    try:
        rows = rows_of(taken.path)
        _line, header = next(rows, (0, []))
        names = [name.strip() for name in header if name.strip() and name.strip() != REASON_COLUMN]
        if not names:
            raise UnreadableFile(
                _("The file has no header. Its first row must name the columns."), field="file"
            )
        if len(set(names)) != len(names):
            raise UnreadableFile(_("Two columns have the same heading. Give each its own."), field="file")
        taken.columns = names
        taken.rows = sum(1 for _row in rows)
        taken.save(force_insert=True)
    except Exception:
        taken.path.unlink(missing_ok=True)
        raise
    return taken


@transaction.atomic
def look_through(*, answer_import: AnswerImport, mapping: ImportMapping, day: date | None, by) -> JobRun:
    """Read the file by `mapping` and list its bad rows; nothing else is written. May be repeated before the import.

    `day` is of every row that names none. Raises HotelError for a mapping that cannot work.
    """
    taken = locked(answer_import)
    if not taken.is_to_import or not taken.path.exists():
        raise ImportNotReady
    _require_works(mapping, day)
    taken.mapping, taken.day = mapping, day
    taken.check_run = start(CHECK_JOB, params={"import": str(taken.pk)}, requested_by=by)
    taken.save(update_fields=["mapping", "day", "check_run"])
    return taken.check_run


@transaction.atomic
def undo_import(*, answer_import: AnswerImport, at: datetime) -> int:
    """Take out every set that came with the file; how many. ImportNotReady while it runs or is undone already."""
    taken = locked(answer_import)
    if taken.import_run is None or not taken.import_run.is_over or taken.undone_at is not None:
        raise ImportNotReady
    gone = undo_sets(taken)
    taken.undone_at = at
    taken.save(update_fields=["undone_at"])
    return gone


@job(
    CHECK_JOB,
    title=gettext_lazy("Look through a file of answers"),
    permission=PERMISSION,
    result_url=result_page(AnswerImport),
)
def check_file(run: Run) -> dict:
    """The result counts rows and bad rows; the list of bad rows is a file that can be corrected and handed in."""
    taken = AnswerImport.objects.select_related("mapping").get(pk=run.params["import"])
    reasons: dict[int, str] = {}
    rows = 0
    for chunk in chunks(taken):
        stays, _rooms = find_stays(chunk)
        refuse_second_sets(chunk, stays, source_of(taken.mapping))
        rows += len(chunk)
        reasons |= {row.row: " ".join(row.problems) for row in chunk if row.problems}
        run.progress(done=rows - len(reasons), failed=len(reasons))
    taken.problems_path.unlink(missing_ok=True)
    write_failed_rows(taken.path, taken.problems_path, reasons)
    run.progress(total=rows, done=rows - len(reasons), failed=len(reasons))
    return {"rows": rows, "rejected": len(reasons)}


@job(
    IMPORT_JOB,
    title=gettext_lazy("Import answers"),
    permission=PERMISSION,
    result_url=result_page(AnswerImport),
)
def import_file(run: Run) -> dict:
    """In chunks; after an interruption it goes on behind the last one that was written."""
    taken = AnswerImport.objects.select_related("mapping", "check_run").get(pk=run.params["import"])
    instrument = instrument_for(taken.mapping)
    created, rows, rejected = run.cursor.get("created", 0), 0, 0
    for chunk in chunks(taken):
        rows += len(chunk)
        if chunk[-1].row > run.cursor.get("row", 0):
            with transaction.atomic():
                created += write_sets(taken, taken.mapping, instrument, chunk)
                cursor = {"row": chunk[-1].row, "created": created}
                run.checkpoint(cursor, done=rows, total=taken.rows)
        rejected += sum(bool(row.problems) for row in chunk)
    run.progress(done=rows - rejected, failed=rejected, total=rows)
    taken.path.unlink(missing_ok=True)
    return {"rows": rows, "rejected": rejected, "created": created}


def chunks(taken: AnswerImport) -> Iterator[list[ReadSet]]:
    """The rows of the file as the mapping reads them."""
    rows = rows_of(taken.path)
    _line, header = next(rows)
    reader = RowReader(rules_of(taken.mapping, taken.day), header, latest=business_date())
    read = (reader.read(line, cells) for line, cells in rows)
    while chunk := list(islice(read, CHUNK)):
        yield chunk


def first_rows(taken: AnswerImport, count: int) -> list[ReadSet]:
    """As they were understood; empty once the file is gone."""
    if taken.mapping is None or not taken.path.exists():
        return []
    return next(chunks(taken), [])[:count]


def samples(taken: AnswerImport, count: int) -> dict[str, list[str]]:
    """{column: its first texts}, by which a person knows what it holds."""
    if not taken.path.exists():
        return {}
    rows = rows_of(taken.path)
    _line, header = next(rows)
    shown = [cells for _line, cells in islice(rows, count)]
    return {name.strip(): [cells[at] for cells in shown if at < len(cells)] for at, name in enumerate(header)}


def bad_rows(taken: AnswerImport, count: int) -> list[tuple[str, ...]]:
    """The first rows that could not be read: their cells and, last, the reason."""
    if not taken.problems_path.exists():
        return []
    with taken.problems_path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        return [tuple(cells) for cells in islice(lines, count)]


def rules_of(mapping: ImportMapping, day: date | None) -> MappingRules:
    return MappingRules(
        scale=mapping.scale,
        columns=mapping.columns,
        words=mapping.words,
        not_used=mapping.not_used,
        date_format=mapping.date_format,
        subjects=mapping.subjects,
        day=day,
    )


def _require_works(mapping: ImportMapping, day: date | None) -> None:
    holds = set(mapping.columns.values())
    has_answers = MARK in holds or any(each.startswith(INDICATOR) for each in holds)
    if not has_answers or (DATE not in holds and day is None):
        raise HotelError(
            _(
                "Say which column holds the day, or give one for the whole file, and name at least one column that"
                " holds an answer."
            )
        )
    if (MARK in holds) != (SUBJECT in holds):
        raise HotelError(_("Marks need a column that says what they are about, and the other way round."))
    if MARK in holds and mapping.scale != Scale.DIRECT:
        raise HotelError(
            _("The mean of several marks is a number: take the scale “%(scale)s”.")
            % {"scale": Scale.DIRECT.label}
        )

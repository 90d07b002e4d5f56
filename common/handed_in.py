"""What imports of every kind do with a file that was handed in: begin, take back, list what is wrong, let go."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy

from common.errors import HotelError
from common.jobs import start
from common.models import HandedInFile, JobRun

#: A file that nobody imported goes after so many days; so do the lists of an imported one's problem rows.
KEPT_DAYS = 14


class ImportNotReady(HotelError):
    code = "import-not-ready"
    default_message = gettext_lazy("This file is being worked on, or was imported already.")


class Severity(StrEnum):
    """REJECTED rows are not imported; DOUBTFUL ones are, the list says how; NOTED says how a value was read."""

    REJECTED = "rejected"
    DOUBTFUL = "doubtful"
    NOTED = "noted"


@dataclass(frozen=True)
class Problem:
    """Something about row `row` (the header is row 1). A kind of import names its REASONS, in words for people."""

    row: int
    reason: str
    field: str
    value: str
    severity: str

    REASONS: ClassVar[dict] = {}
    COLUMNS: ClassVar = ("row", "reason", "field", "value", "severity")

    @property
    def text(self) -> str:
        return str(self.REASONS[self.reason]) % {"value": self.value}

    @classmethod
    def counted(cls, report: dict) -> list[tuple[str, str, int]]:
        """Severity, words and count of what a report of a run counted under `reasons`."""
        return [
            (severity, cls.REASONS[reason] % {"value": "…"}, count)
            for severity, found in report.get("reasons", {}).items()
            for reason, count in found.items()
            if reason in cls.REASONS
        ]


Kind = TypeVar("Kind", bound=HandedInFile)
AnyProblem = TypeVar("AnyProblem", bound=Problem)


def locked(taken: Kind) -> Kind:
    """The file's row as it is now, until the end of the transaction. Whoever changes what is known of it comes here."""
    return type(taken)._default_manager.select_for_update(of=("self",)).get(pk=taken.pk)


@transaction.atomic
def start_import(taken: HandedInFile, job: str, *, by) -> JobRun:
    """Import a file that was looked through; ImportNotReady if that is not over, or it was done before."""
    taken = locked(taken)
    if not taken.can_start:
        raise ImportNotReady
    taken.import_run = start(job, params={"import": str(taken.pk)}, requested_by=by)
    taken.save(update_fields=["import_run"])
    return taken.import_run


@transaction.atomic
def start_undo(
    taken: Kind, job: str, *, can_undo: Callable[[Kind], bool], despite_conflicts: bool, by
) -> JobRun:
    """Take an import back, one that stopped half-way too; ImportNotReady while it runs or where nothing is kept."""
    taken = locked(taken)
    if not can_undo(taken):
        raise ImportNotReady
    params = {"import": str(taken.pk), "despite_conflicts": despite_conflicts}
    taken.undo_run = start(job, params=params, requested_by=by)
    taken.save(update_fields=["undo_run"])
    return taken.undo_run


def is_imported_and_at_rest(taken: HandedInFile) -> bool:
    """The import is over, well or badly, and is not being taken back."""
    return _is_over(taken.import_run) and (taken.undo_run is None or taken.undo_run.is_over)


@contextmanager
def listing_problems(taken: HandedInFile) -> Iterator[Callable[[Problem], None]]:
    """A new list of bad and doubtful rows in place of the file's old one: what is called with each, as they come."""
    with taken.problems_path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(Problem.COLUMNS)
        yield lambda problem: lines.writerow([asdict(problem)[name] for name in Problem.COLUMNS])


def problems_of(taken: HandedInFile, kind: type[AnyProblem]) -> Iterator[AnyProblem]:
    """Bad and doubtful rows in the order of the file."""
    if not taken.problems_path.exists():
        return
    with taken.problems_path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            yield kind(**(cells | {"row": int(cells["row"])}))


def result_page(kind: type[HandedInFile]) -> Callable[[JobRun], str]:
    """For `@job`: the page of the file that a run worked on."""

    def page(run: JobRun) -> str:
        taken = kind._default_manager.filter(pk=run.params.get("import")).first()
        return taken.get_absolute_url() if taken else ""

    return page


def forget_files(folders: Iterable[Path], *, as_of: datetime) -> int:
    """Delete what was handed in more than KEPT_DAYS ago; how many files went. The reports stay."""
    oldest = (as_of - timedelta(days=KEPT_DAYS)).timestamp()
    files = (path for folder in set(folders) for path in folder.glob("*.csv"))
    old = [path for path in files if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _is_over(run: JobRun | None) -> bool:
    return run is not None and run.is_over

"""The background work of imports of guests; loaded when the app is ready, so that workers know it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.handed_in import Severity, listing_problems, problems_of, result_page
from common.jobs import Run, job
from common.tables import write_failed_rows
from common.wording import labelled
from guests.imports.rows import Problem
from guests.imports.undo import undo
from guests.imports.uploads import (
    CHECK_JOB,
    IMPORT_JOB,
    UNDO_JOB,
    chunks,
    today_here,
)
from guests.imports.writing import CHUNK, Tally, foretell, unknown_accounts, write_people
from guests.models import GuestImport

PERMISSION = "guests.import_guests"


@job(
    CHECK_JOB,
    title=_("Look through a file of guests"),
    permission=PERMISSION,
    result_url=result_page(GuestImport),
)
def check_file(run: Run) -> dict:
    """Write nothing but the lists of problems and of rows that cannot be imported; the result foretells the import."""
    taken = GuestImport.objects.get(pk=run.params["import"])
    rows, rejected, tally, problems = 0, 0, Tally(), []
    for chunk in chunks(taken, CHUNK, today=today_here()):
        rows += len(chunk)
        rejected += sum(row.draft is None for row in chunk)
        problems += [*(problem for row in chunk for problem in row.problems), *unknown_accounts(chunk)]
        tally.add(foretell(chunk, taken))
        run.progress(done=rows - rejected, failed=rejected)
    run.progress(total=rows)
    _tell(taken, problems)
    return _report(rows, rejected, tally, problems)


@job(IMPORT_JOB, title=_("Import guests"), permission=PERMISSION, result_url=result_page(GuestImport))
def import_file(run: Run) -> dict:
    """Import in chunks; after an interruption it goes on behind the last chunk that was written."""
    taken = GuestImport.objects.select_related("check_run").get(pk=run.params["import"])
    total = (taken.check_run.result if taken.check_run else {}).get("rows")
    tally = Tally(**run.cursor.get("tally", {}))
    rows, rejected, problems = 0, 0, []
    for chunk in chunks(taken, CHUNK, today=today_here()):
        rows += len(chunk)
        rejected += sum(row.draft is None for row in chunk)
        problems += [*(problem for row in chunk for problem in row.problems), *unknown_accounts(chunk)]
        if chunk[-1].row <= run.cursor.get("row", 0):
            continue
        with transaction.atomic():
            tally.add(write_people(guest_import=taken, rows=chunk))
            run.checkpoint(
                {"row": chunk[-1].row, "tally": vars(tally)},
                done=rows - rejected,
                failed=rejected,
                total=total,
            )
    problems += [Problem(row, "erased", "", "", Severity.REJECTED) for row in tally.erased_rows]
    rejected += tally.erased
    run.progress(done=rows - rejected, failed=rejected, total=rows)
    _tell(taken, problems)
    taken.path.unlink(missing_ok=True)
    return _report(rows, rejected, tally, problems)


@job(
    UNDO_JOB,
    title=_("Take back an import of guests"),
    permission=PERMISSION,
    result_url=result_page(GuestImport),
)
def undo_file(run: Run) -> dict:
    """All of it in one transaction."""
    taken = GuestImport.objects.get(pk=run.params["import"])
    with transaction.atomic():
        report = undo(taken, despite_conflicts=run.params["despite_conflicts"])
        run.checkpoint({}, done=report["deleted"] + report["restored"], failed=report["conflicts"])
    return report | {"at": timezone.now().isoformat()}


def _tell(taken: GuestImport, problems: list[Problem]) -> None:
    """The list of problems, and the rows that failed as they can be handed in again."""
    problems.sort(key=lambda problem: problem.row)
    with listing_problems(taken) as list_it:
        for problem in problems:
            list_it(problem)
    reasons: dict[int, str] = {}
    for problem in problems:
        if problem.severity is Severity.REJECTED:
            words = labelled(problem.field_label if problem.field else "", problem.text)
            reasons[problem.row] = f"{reasons[problem.row]} {words}" if problem.row in reasons else words
    # Of an erased guest nothing is handed out again, not even his row.
    erased = {problem.row for problem in problems_of(taken, Problem) if problem.reason == "erased"}
    write_failed_rows(taken.path, taken.failed_path, {k: v for k, v in reasons.items() if k not in erased})


def _report(rows: int, rejected: int, tally: Tally, problems: list[Problem]) -> dict:
    reasons: dict[str, dict[str, int]] = {}
    for problem in problems:
        counted = reasons.setdefault(str(problem.severity), {})
        counted[problem.reason] = counted.get(problem.reason, 0) + 1
    figures = {name: value for name, value in vars(tally).items() if name != "erased_rows"}
    return {"rows": rows, "rejected": rejected, "reasons": reasons} | figures

"""What the pages of every kind of import show of a file that was handed in."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest

from common.handed_in import Problem, problems_of
from common.models import HandedInFile
from common.views import progress_of

NEWEST = 100
PROBLEMS_A_PAGE = 50
#: What a page of one file, or of all, reads along with the file.
RUNS = ("check_run", "import_run", "uploaded_by")


def newest(kind: type[HandedInFile]) -> list[tuple[HandedInFile, Any]]:
    """The newest files, each with the run that says how far it is."""
    files = kind._default_manager.select_related(*RUNS)[:NEWEST]
    return [(taken, taken.import_run or taken.check_run) for taken in files]


def state_of(taken: HandedInFile, request: HttpRequest, kind: type[Problem]) -> dict:
    """How far it is, what came or would come of it, and one page of its bad and doubtful rows."""
    run = taken.import_run or taken.check_run
    page = _page_number(request)
    problems = list(_page_of(problems_of(taken, kind), page)) if taken.is_checked else []
    report = taken.report
    return {
        "taken": taken,
        "run": progress_of(run) if run else None,
        "report": report,
        "reasons": kind.counted(report),
        "can_start": taken.can_start,
        "is_imported": taken.is_imported,
        "has_failed": bool(report.get("rejected")) and taken.failed_path.exists(),
        "problems": problems[:PROBLEMS_A_PAGE],
        "page": page,
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if len(problems) > PROBLEMS_A_PAGE else "",
    }


def rows_to_correct(path: Path, filename: str) -> FileResponse:
    """Rows that were not imported, each with its reason, to be corrected and handed in; Http404 once they are gone."""
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=filename, content_type="text/csv; charset=utf-8"
    )


def _page_of(problems: Iterator[Problem], page: int) -> Iterator[Problem]:
    """Of that page, and one more if there is another page."""
    first = (page - 1) * PROBLEMS_A_PAGE
    return islice(problems, first, first + PROBLEMS_A_PAGE + 1)


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1

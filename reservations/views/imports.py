"""Files of bookings: handed in, looked through, imported, reported."""

from contextlib import suppress
from itertools import islice

from django.contrib.auth.decorators import permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.csv_export import csv_lines
from common.errors import HotelError
from common.models import JobRun
from common.views import progress_of
from guests.views.import_parts import failed_file, undo_of
from reservations.forms.imports import ImportForm
from reservations.imports.rows import REASONS
from reservations.imports.uploads import (
    can_undo,
    first_rows,
    problems_of,
    start_import,
    start_undo,
    take_file,
)
from reservations.models import BookingImport

NEWEST = 100
FIRST_ROWS = 10
PROBLEMS_A_PAGE = 50

may_import = permission_required("reservations.import_bookings", raise_exception=True)


@require_safe
@may_import
def imports(request):
    """The newest files and what became of them."""
    newest = BookingImport.objects.select_related("check_run", "import_run", "uploaded_by")[:NEWEST]
    rows = [(taken, taken.import_run or taken.check_run) for taken in newest]
    return render(request, "reservations/import_list.html", {"imports": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_new(request):
    """Hand in a file."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_file(
                file=form.cleaned_data["file"], mapping=form.cleaned_data["mapping"], by=request.user
            )
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            return redirect(taken)
    return render(request, "reservations/import_form.html", {"form": form})


@require_safe
@may_import
def import_detail(request, pk):
    """One file: how far it is, what it holds, every bad or doubtful row, and what came of it."""
    taken = get_object_or_404(
        BookingImport.objects.select_related("check_run", "import_run", "undo_run", "uploaded_by"), pk=pk
    )
    checked, imported = taken.check_run, taken.import_run
    page = _page_number(request)
    problems = list(islice(problems_of(taken), (page - 1) * PROBLEMS_A_PAGE, page * PROBLEMS_A_PAGE + 1))
    is_checked = checked is not None and checked.status == JobRun.Status.SUCCEEDED
    report = _report(imported) or _report(checked)
    context = {
        "taken": taken,
        "run": progress_of(imported or checked) if imported or checked else None,
        "report": report,
        "reasons": _reasons(report),
        "can_start": is_checked and (imported is None or imported.status in {"failed", "poison"}),
        "is_imported": imported is not None and imported.status == JobRun.Status.SUCCEEDED,
        "first_rows": [row for row in first_rows(taken, FIRST_ROWS) if row.booking] if is_checked else [],
        "problems": problems[:PROBLEMS_A_PAGE] if is_checked else [],
        "undo": undo_of(taken.undo_run, can_undo=can_undo(taken)),
        "has_failed": bool(report.get("rejected")) and taken.failed_path.exists(),
        "page": page,
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if len(problems) > PROBLEMS_A_PAGE else "",
    }
    return render(request, "reservations/import_detail.html", context)


@require_POST
@may_import
def import_start(request, pk):
    """Import what was looked through; a second click finds it under way."""
    taken = get_object_or_404(BookingImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_import(booking_import=taken, by=request.user)
    return redirect(taken)


@require_POST
@may_import
def import_undo(request, pk):
    """Take the import back, with `rest` also where somebody has touched some of it; a second click changes nothing."""
    taken = get_object_or_404(BookingImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_undo(booking_import=taken, despite_conflicts="rest" in request.POST, by=request.user)
    return redirect(taken)


@require_safe
@may_import
def import_failed(request, pk):
    """The rejected rows as they stood in the file, each with its reason, to be corrected and handed in again."""
    return failed_file(get_object_or_404(BookingImport, pk=pk).failed_path)


@require_safe
@may_import
def import_problems(request, pk):
    """Every bad or doubtful row with its reason, as a file."""
    taken = get_object_or_404(BookingImport, pk=pk)
    header = (_("row"), _("severity"), _("reason"), _("field"), _("value"), _("explanation"))
    rows = (
        (problem.row, problem.severity, problem.reason, problem.field, problem.value, problem.text)
        for problem in problems_of(taken)
    )
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


def _report(run: JobRun | None) -> dict:
    return run.result if run is not None and run.status == JobRun.Status.SUCCEEDED else {}


def _reasons(report: dict) -> list[tuple[str, str, int]]:
    """Severity, words and count, as they stand in the report."""
    return [
        (severity, REASONS[reason] % {"value": "…"}, count)
        for severity, found in report.get("reasons", {}).items()
        for reason, count in found.items()
        if reason in REASONS
    ]


def _page_number(request) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1

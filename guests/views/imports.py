"""Files of guests: handed in, their columns named, looked through, imported, taken back."""

from contextlib import suppress
from itertools import islice

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import HotelError
from common.models import JobRun
from common.views import progress_of
from guests.import_forms import ColumnsForm, GuestFileForm
from guests.imports.rows import REASONS
from guests.imports.uploads import (
    can_undo,
    headers,
    name_columns,
    problems_of,
    read_rows,
    samples,
    start_import,
    start_undo,
    take_file,
    today_here,
)
from guests.models import GuestImport, ImportMapping
from guests.views.import_parts import failed_file, undo_of

NEWEST = 100
FIRST_ROWS = 10
PROBLEMS_A_PAGE = 50

may_import = permission_required("guests.import_guests", raise_exception=True)


@require_safe
@may_import
def imports(request):
    """The newest files and what became of them."""
    newest = GuestImport.objects.select_related("check_run", "import_run", "undo_run", "uploaded_by")[:NEWEST]
    rows = [(taken, taken.import_run or taken.check_run) for taken in newest]
    return render(request, "guests/import_list.html", {"imports": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_new(request):
    """Hand in a file; leads to its columns."""
    form = GuestFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_file(by=request.user, **form.cleaned_data)
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            return redirect("guests:import_columns", taken.pk)
    known = ImportMapping.objects.order_by("source").values_list("source", flat=True)
    return render(request, "guests/import_form.html", {"form": form, "sources": list(known)})


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_columns(request, pk):
    """What the columns mean; then the file is looked through."""
    taken = get_object_or_404(GuestImport, pk=pk)
    if not taken.path.exists():
        raise Http404
    form = ColumnsForm(
        request.POST or None,
        headers=headers(taken),
        samples=samples(taken),
        columns=taken.columns,
        initial={"mode": taken.mode, "dates": taken.dates},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            name_columns(
                guest_import=taken,
                columns=form.columns,
                dates=data["dates"],
                mode=data["mode"],
                by=request.user,
            )
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            return redirect(taken)
    return render(request, "guests/import_columns.html", {"form": form, "taken": taken})


@require_safe
@may_import
def import_detail(request, pk):
    """One file: how far it is, how its rows are understood, every bad one, what came of it, and taking it back."""
    runs = ("check_run", "import_run", "undo_run", "uploaded_by")
    taken = get_object_or_404(GuestImport.objects.select_related(*runs), pk=pk)
    checked, imported = taken.check_run, taken.import_run
    page = _page_number(request)
    problems = list(islice(problems_of(taken), (page - 1) * PROBLEMS_A_PAGE, page * PROBLEMS_A_PAGE + 1))
    is_checked, is_imported = _succeeded(checked), _succeeded(imported)
    report = imported.result if is_imported else checked.result if is_checked else {}
    is_open = (
        is_checked and taken.path.exists() and (imported is None or imported.status in {"failed", "poison"})
    )
    context = {
        "taken": taken,
        "run": progress_of(imported or checked) if imported or checked else None,
        "report": report,
        "reasons": _reasons(report),
        "can_start": is_open,
        "can_name": taken.path.exists() and imported is None and (checked is None or checked.is_over),
        "is_imported": is_imported,
        "undo": undo_of(taken.undo_run, can_undo=can_undo(taken)),
        "has_failed": bool(report.get("rejected")) and taken.failed_path.exists(),
        "first_rows": _first_rows(taken) if is_open else [],
        "problems": problems[:PROBLEMS_A_PAGE] if is_checked else [],
        "page": page,
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if len(problems) > PROBLEMS_A_PAGE else "",
    }
    return render(request, "guests/import_detail.html", context)


@require_POST
@may_import
def import_start(request, pk):
    """Import what was looked through; a second click finds it under way."""
    taken = get_object_or_404(GuestImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_import(guest_import=taken, by=request.user)
    return redirect(taken)


@require_POST
@may_import
def import_undo(request, pk):
    """Take the import back, with `rest` also where somebody has touched some of it; a second click changes nothing."""
    taken = get_object_or_404(GuestImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_undo(guest_import=taken, despite_conflicts="rest" in request.POST, by=request.user)
    return redirect(taken)


@require_safe
@may_import
def import_failed(request, pk):
    """The rejected rows as they stood in the file, each with its reason, to be corrected and handed in again."""
    return failed_file(get_object_or_404(GuestImport, pk=pk).failed_path)


def _succeeded(run: JobRun | None) -> bool:
    return run is not None and run.status == JobRun.Status.SUCCEEDED


def _first_rows(taken: GuestImport) -> list:
    rows = islice(read_rows(taken, today=today_here()), FIRST_ROWS * 5)
    return list(islice((row for row in rows if row.draft is not None), FIRST_ROWS))


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

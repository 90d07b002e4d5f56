"""Files of bookings: handed in, looked through, imported, reported."""

from contextlib import suppress

from django.contrib.auth.decorators import permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.csv_export import csv_lines
from common.errors import HotelError
from common.handed_in import problems_of, start_import, start_undo
from common.import_pages import RUNS, newest, rows_to_correct, state_of
from guests.views.import_parts import undo_of
from reservations.forms.imports import ImportForm
from reservations.imports.rows import Problem
from reservations.imports.uploads import IMPORT_JOB, UNDO_JOB, can_undo, first_rows, take_file
from reservations.models import BookingImport

FIRST_ROWS = 10

may_import = permission_required("reservations.import_bookings", raise_exception=True)


@require_safe
@may_import
def imports(request):
    """The newest files and what became of them."""
    return render(request, "reservations/import_list.html", {"imports": newest(BookingImport)})


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
    taken = get_object_or_404(BookingImport.objects.select_related(*RUNS, "undo_run"), pk=pk)
    rows = first_rows(taken, FIRST_ROWS) if taken.is_checked else []
    context = state_of(taken, request, Problem) | {
        "undo": undo_of(taken.undo_run, can_undo=can_undo(taken)),
        "first_rows": [row for row in rows if row.booking],
    }
    return render(request, "reservations/import_detail.html", context)


@require_POST
@may_import
def import_start(request, pk):
    """Import what was looked through; a second click finds it under way."""
    taken = get_object_or_404(BookingImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_import(taken, IMPORT_JOB, by=request.user)
    return redirect(taken)


@require_POST
@may_import
def import_undo(request, pk):
    """Take the import back, with `rest` also where somebody has touched some of it; a second click changes nothing."""
    taken = get_object_or_404(BookingImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_undo(
            taken,
            UNDO_JOB,
            can_undo=can_undo,
            despite_conflicts="rest" in request.POST,
            by=request.user,
        )
    return redirect(taken)


@require_safe
@may_import
def import_failed(request, pk):
    """The rejected rows as they stood in the file, each with its reason, to be corrected and handed in again."""
    return rows_to_correct(get_object_or_404(BookingImport, pk=pk).failed_path, "failed.csv")


@require_safe
@may_import
def import_problems(request, pk):
    """Every bad or doubtful row with its reason, as a file."""
    taken = get_object_or_404(BookingImport, pk=pk)
    header = (_("row"), _("severity"), _("reason"), _("field"), _("value"), _("explanation"))
    rows = (
        (problem.row, problem.severity, problem.reason, problem.field, problem.value, problem.text)
        for problem in problems_of(taken, Problem)
    )
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response

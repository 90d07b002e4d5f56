"""Files of guests: handed in, their columns named, looked through, imported, taken back."""

from contextlib import suppress
from itertools import islice

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import HotelError
from common.handed_in import start_import, start_undo
from common.import_pages import RUNS, newest, rows_to_correct, state_of
from guests.import_forms import ColumnsForm, GuestFileForm
from guests.imports.rows import Problem
from guests.imports.uploads import (
    IMPORT_JOB,
    UNDO_JOB,
    can_undo,
    headers,
    name_columns,
    read_rows,
    samples,
    take_file,
    today_here,
)
from guests.models import GuestImport, ImportMapping
from guests.views.import_parts import undo_of

FIRST_ROWS = 10

may_import = permission_required("guests.import_guests", raise_exception=True)


@require_safe
@may_import
def imports(request):
    """The newest files and what became of them."""
    return render(request, "guests/import_list.html", {"imports": newest(GuestImport)})


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
    taken = get_object_or_404(GuestImport.objects.select_related(*RUNS, "undo_run"), pk=pk)
    checked = taken.check_run
    may_name = taken.import_run is None and (checked is None or checked.is_over)
    context = state_of(taken, request, Problem) | {
        "can_name": may_name and taken.path.exists(),
        "undo": undo_of(taken.undo_run, can_undo=can_undo(taken)),
        "first_rows": _first_rows(taken) if taken.can_start else [],
    }
    return render(request, "guests/import_detail.html", context)


@require_POST
@may_import
def import_start(request, pk):
    """Import what was looked through; a second click finds it under way."""
    taken = get_object_or_404(GuestImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_import(taken, IMPORT_JOB, by=request.user)
    return redirect(taken)


@require_POST
@may_import
def import_undo(request, pk):
    """Take the import back, with `rest` also where somebody has touched some of it; a second click changes nothing."""
    taken = get_object_or_404(GuestImport, pk=pk)
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
    return rows_to_correct(get_object_or_404(GuestImport, pk=pk).failed_path, "failed.csv")


def _first_rows(taken: GuestImport) -> list:
    rows = islice(read_rows(taken, today=today_here()), FIRST_ROWS * 5)
    return list(islice((row for row in rows if row.draft is not None), FIRST_ROWS))

"""Files of answers: handed in, mapped, looked through, imported, taken back."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import HotelError
from common.handed_in import start_import
from common.import_pages import NEWEST, RUNS, rows_to_correct
from common.views import progress_of
from feedback.choices import Scale, SystemStatus
from feedback.forms import AnswerFileForm, MappingForm
from feedback.imports.reading import DATE_FORMATS, guess_columns
from feedback.imports.uploads import (
    IMPORT_JOB,
    bad_rows,
    first_rows,
    look_through,
    samples,
    take_file,
    undo_import,
)
from feedback.models import AnswerImport, ImportMapping, Indicator

FIRST_ROWS, BAD_ROWS, SAMPLES = 10, 50, 3

may_import = permission_required("feedback.import_answers", raise_exception=True)


@require_safe
@may_import
def imports(request: HttpRequest) -> HttpResponse:
    """The newest files and what became of them."""
    newest = AnswerImport.objects.select_related(*RUNS, "mapping")[:NEWEST]
    return render(request, "feedback/import_list.html", {"imports": newest})


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_new(request: HttpRequest) -> HttpResponse:
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_file(file=form.cleaned_data["file"], by=request.user)
        except HotelError as error:
            form.add_error(error.field or None, str(error.message))
        else:
            return redirect("feedback:import_columns", taken.pk)
    return render(request, "feedback/import_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def import_columns(request: HttpRequest, pk) -> HttpResponse:
    """What the columns hold: guessed, or as saved for files of this kind; changed here, saved for the next one."""
    taken = get_object_or_404(AnswerImport, pk=pk)
    indicators = list(Indicator.objects.filter(system__status=SystemStatus.PUBLISHED))
    form = MappingForm(
        request.POST or None,
        columns=taken.columns,
        indicators=indicators,
        samples=samples(taken, SAMPLES),
        initial=_initial(taken, indicators, request.GET.get("mapping", "")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                look_through(
                    answer_import=taken,
                    mapping=_mapping(form),
                    day=form.cleaned_data["day"],
                    by=request.user,
                )
        except HotelError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(taken)
    context = {"form": form, "taken": taken, "mappings": ImportMapping.objects.all()}
    return render(request, "feedback/import_columns.html", context)


@require_safe
@may_import
def import_detail(request: HttpRequest, pk) -> HttpResponse:
    """How far it is, how it was understood, every bad row with its reason, and what came of it."""
    taken = get_object_or_404(AnswerImport.objects.select_related(*RUNS, "mapping"), pk=pk)
    run = taken.import_run or taken.check_run
    context = {
        "taken": taken,
        "run": progress_of(run) if run else None,
        "report": taken.report,
        "can_start": taken.can_start,
        "can_map": taken.import_run is None and taken.path.exists(),
        "can_undo": taken.import_run is not None and taken.import_run.is_over and taken.undone_at is None,
        "is_imported": taken.is_imported,
        "rows": first_rows(taken, FIRST_ROWS) if taken.is_checked else [],
        "bad": bad_rows(taken, BAD_ROWS) if taken.is_checked else [],
    }
    return render(request, "feedback/import_detail.html", context)


@require_POST
@may_import
def import_start(request: HttpRequest, pk) -> HttpResponse:
    taken = get_object_or_404(AnswerImport, pk=pk)
    with suppress(HotelError):  # the page itself shows how far it is
        start_import(taken, IMPORT_JOB, by=request.user)
    return redirect(taken)


@require_POST
@may_import
def import_undo(request: HttpRequest, pk) -> HttpResponse:
    taken = get_object_or_404(AnswerImport, pk=pk)
    try:
        gone = undo_import(answer_import=taken, at=timezone.now())
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back: %(n)s sets of answers.") % {"n": gone})
    return redirect(taken)


@require_safe
@may_import
def import_problems(request: HttpRequest, pk) -> FileResponse:
    """The rows that could not be read, each with its reason, as a file that can be corrected and handed in."""
    taken = get_object_or_404(AnswerImport, pk=pk)
    return rows_to_correct(taken.problems_path, "bad-rows.csv")


def _initial(taken: AnswerImport, indicators: list[Indicator], mapping: str) -> dict:
    known = ImportMapping.objects.filter(pk=int(mapping)).first() if mapping.isdecimal() else taken.mapping
    names = {each.key: (each.name_zh, each.name_en) for each in indicators}
    columns = (known.columns if known else {}) or guess_columns(taken.columns, names)
    if known is None:
        initial: dict[str, object] = {
            "scale": Scale.LADDER10,
            "date_format": DATE_FORMATS[0],
            "not_used": "n/a",
        }
    else:
        initial = {
            "known": known,
            "scale": known.scale,
            "date_format": known.date_format,
            "words": "\n".join(f"{text} = {points}" for text, points in known.words.items()),
            "not_used": ", ".join(known.not_used),
            "subjects": "\n".join(f"{text} = {key}" for text, key in known.subjects.items()),
        }
    chosen = {f"column-{at}": columns.get(name, "") for at, name in enumerate(taken.columns)}
    return initial | chosen | {"day": taken.day}


def _mapping(form: MappingForm) -> ImportMapping:
    """The mapping of the form, saved: a new name makes a new one, else the saved one is corrected."""
    said = form.cleaned_data
    values = {
        "scale": said["scale"],
        "columns": form.columns,
        "words": said["words"],
        "not_used": said["not_used"],
        "subjects": said["subjects"],
        "date_format": said["date_format"],
    }
    name = said["name"] or said["known"].name
    mapping, _created = ImportMapping.objects.update_or_create(name=name, defaults=values)
    return mapping

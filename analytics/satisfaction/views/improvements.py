"""The improvement circle: its list, one of them, and every step."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from analytics.satisfaction.choices import ImprovementStatus
from analytics.satisfaction.diagnosis_forms import CloseForm, DiagnosisForm, DoneForm, PlanForm
from analytics.satisfaction.improvement_verdicts import Verdict
from analytics.satisfaction.models import Improvement
from analytics.satisfaction.selectors.diagnosis import diagnose, shown_layout
from analytics.satisfaction.services import improvements as circle
from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from feedback.models import Indicator
from guests.choices import Department

may_view = permission_required("satisfaction.view_improvement", raise_exception=True)
may_add = permission_required("satisfaction.add_improvement", raise_exception=True)
may_change = permission_required("satisfaction.change_improvement", raise_exception=True)


class ImprovementFilter(filters.FilterSet):
    status = filters.ChoiceFilter(label=gettext_lazy("status"), choices=ImprovementStatus)
    verdict = filters.ChoiceFilter(label=gettext_lazy("result"), choices=Verdict)
    department = filters.ChoiceFilter(label=gettext_lazy("department"), choices=Department)

    class Meta:
        model = Improvement
        fields = ()


class ImprovementList(PermissionRequiredMixin, ListPage):
    permission_required = "satisfaction.view_improvement"
    page_title = gettext_lazy("Improvements")
    empty_title = gettext_lazy("Nothing is being improved")
    empty_text = gettext_lazy("Open one from a point of the diagnosis: what is done, by whom, by when.")
    columns = (
        Column("opened_on", gettext_lazy("opened"), sort=("opened_on",)),
        Column("indicator", gettext_lazy("indicator"), value=lambda row: row.indicator.name),
        Column("department", gettext_lazy("department"), value=lambda row: row.get_department_display()),
        Column("what", gettext_lazy("what will be done")),
        Column("who", gettext_lazy("who")),
        Column("due_on", gettext_lazy("by when"), sort=("due_on",)),
        Column("status", gettext_lazy("status"), value=lambda row: row.get_status_display()),
        Column("verdict", gettext_lazy("result"), value=lambda row: row.get_verdict_display() or "—"),
    )
    default_sort = "-opened_on"
    filterset_class = ImprovementFilter

    def get_queryset(self):
        return Improvement.objects.select_related("indicator")

    def row_url(self, row) -> str:
        return row.get_absolute_url()


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def new(request, indicator: int):
    """Opened from a point of the chart; the address carries the question under which it was seen."""
    one = get_object_or_404(Indicator.objects.select_related("criterion"), pk=indicator)
    form = PlanForm(request.POST or None, initial={"department": one.department})
    if request.method == "POST" and form.is_valid():
        layout, point = shown_layout(), None
        if layout is not None and layout.system_id == one.system_id:
            question = DiagnosisForm(request.GET, only=None, on=business_date()).question
            points = diagnose(question, layout).points
            point = next((each for each in points if each.indicator == one), None)
        try:
            opened = circle.open_improvement(
                indicator=one,
                on=business_date(),
                by=request.user.get_username(),
                point=point,
                layout=layout,
                **form.cleaned_data,
            )
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Opened. When it is done, say so here: the answers then tell."))
            return redirect(opened)
    return render(request, "satisfaction/improvement_form.html", {"form": form, "indicator": one})


@require_safe
@may_view
def improvement(request, pk: int):
    one = get_object_or_404(Improvement.objects.select_related("indicator", "weighting"), pk=pk)
    return render(request, "satisfaction/improvement.html", _page(one))


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request, pk: int):
    one = get_object_or_404(Improvement.objects.select_related("indicator"), pk=pk)
    form = PlanForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        try:
            circle.change_plan(improvement=one, **form.cleaned_data)
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect(one)
    context = {"form": form, "indicator": one.indicator, "improvement": one}
    return render(request, "satisfaction/improvement_form.html", context)


@require_http_methods(["POST"])
@may_change
def done(request, pk: int):
    one = get_object_or_404(Improvement, pk=pk)
    form = DoneForm(request.POST)
    if form.is_valid():
        try:
            circle.note_done(improvement=one, done_on=form.cleaned_data["done_on"], on=business_date())
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return _answer(
        request, one, form, "done_form", _("Noted. The nights compare the answers before and after.")
    )


@require_http_methods(["POST"])
@may_change
def close(request, pk: int):
    one = get_object_or_404(Improvement, pk=pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            circle.close_improvement(
                improvement=one,
                reason=form.cleaned_data["reason"],
                on=business_date(),
                by=request.user.get_username(),
            )
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return _answer(request, one, form, "close_form", _("Closed."))


def _answer(request, one: Improvement, form, name: str, words: str):
    if form.errors:
        return render(request, "satisfaction/improvement.html", _page(one) | {name: form}, status=422)
    messages.success(request, words)
    return redirect(one)


def _page(one: Improvement) -> dict:
    return {
        "improvement": one,
        "measured_from": circle.measured_from(one),
        "done_form": DoneForm(initial={"done_on": business_date()}),
        "close_form": CloseForm(),
    }

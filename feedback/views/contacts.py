"""Calls after a departure, visits in the house, requests with a clock: for a phone as well as for a desk."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.pagination import BadCursor, paginate
from feedback.care_forms import CallForm, RequestForm, VisitForm
from feedback.selectors.contacts import (
    CALL_ORDER,
    call_figures,
    call_file,
    calls_due,
    ended_requests,
    open_requests,
    to_visit,
    visits_on,
)
from feedback.services.calling import note_call
from feedback.services.requesting import ask, finish_request, take_request
from feedback.services.visiting import note_visit
from guests.choices import Department
from reservations.choices import StayStatus
from reservations.models import Stay
from reservations.views.shared import attach, back, done

CALLS_A_PAGE = 100


@require_safe
@permission_required("feedback.view_callback", raise_exception=True)
def calls(request):
    """Whom to call, a page at a time; a cursor that does not fit leads to the first page."""
    on = business_date()
    try:
        page = paginate(
            calls_due(on), order=CALL_ORDER, cursor=request.GET.get("cursor", ""), size=CALLS_A_PAGE
        )
    except BadCursor:
        page = paginate(calls_due(on), order=CALL_ORDER, size=CALLS_A_PAGE)
    context = {
        "calls": page.rows,
        "figures": call_figures(on),
        "on": on,
        "previous_url": f"?cursor={page.previous}" if page.previous else "",
        "next_url": f"?cursor={page.next}" if page.next else "",
    }
    return render(request, "care/calls.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("feedback.change_callback", raise_exception=True)
def call(request, pk):
    """Who is called, and how it went; then the next one."""
    found = call_file(pk)
    if found is None:
        raise Http404
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            noted = note_call(call_back_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except HotelError as error:
            attach(form, error)
        else:
            messages.success(request, _("Saved."))
            return (
                redirect("care:complaint", noted.complaint.number)
                if noted.complaint
                else redirect("care:calls")
            )
    return render(request, "care/call.html", {"call": found, "form": form, "on": business_date()})


@require_safe
@permission_required("feedback.view_callback", raise_exception=True)
def visits(request):
    on = business_date()
    return render(request, "care/visits.html", {"rows": to_visit(on), "made": visits_on(on), "on": on})


@require_http_methods(["GET", "POST"])
@permission_required("feedback.change_callback", raise_exception=True)
def visit(request, stay):
    """One guest of the house was seen or called in his room."""
    found = get_object_or_404(
        Stay.objects.select_related("guest", "room", "line__reservation"), pk=stay, status=StayStatus.IN_HOUSE
    )
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_visit(stay_id=stay, by=request.user, at=timezone.now(), **form.cleaned_data)
        except HotelError as error:
            attach(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("care:visits")
    return render(request, "care/visit.html", {"stay": found, "form": form, "on": business_date()})


@require_http_methods(["GET", "POST"])
@permission_required("feedback.view_guestrequest", raise_exception=True)
def requests(request):
    """`?department=` only its own; a POST notes a new one and stays here."""
    department = request.GET.get("department", "")
    department = department if department in Department else ""
    may_add = request.user.has_perm("feedback.add_guestrequest")
    form = RequestForm(
        request.POST or None,
        initial={"room": request.GET.get("room", "")[:40], "department": department or Department.ROOMS},
    )
    if request.method == "POST" and may_add and form.is_valid():
        try:
            ask(**form.cleaned_data, at=timezone.now(), by=request.user)
        except HotelError as error:
            attach(form, error)
        else:
            messages.success(request, _("Noted; its clock runs."))
            return back(request, request.get_full_path())
    now = timezone.now()
    context = {
        "open": open_requests(department),
        "ended": ended_requests(now),
        "department": department,
        "departments": Department,
        "form": form if may_add else None,
        "now": now,
        "may_change": request.user.has_perm("feedback.change_guestrequest"),
    }
    return render(
        request,
        "care/requests.html",
        context,
        status=403 if request.method == "POST" and not may_add else 200,
    )


@require_POST
@permission_required("feedback.change_guestrequest", raise_exception=True)
def request_act(request, pk, deed):
    """take, finish or cancel."""
    at, user = timezone.now(), request.user
    deeds = {
        "take": lambda: take_request(request_id=pk, by=user, at=at),
        "finish": lambda: finish_request(request_id=pk, by=user, at=at),
        "cancel": lambda: finish_request(request_id=pk, by=user, at=at, is_cancelled=True),
    }
    if deed not in deeds:
        raise Http404
    done(request, deeds[deed])
    return back(request, "care:requests")

"""Complaints: the list, one written down, one followed to its end."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from common.templatetags.hotel import moment, money
from common.wording import labelled
from feedback import care_forms
from feedback.care_choices import UNSETTLED, Cause, ComplaintSource, ComplaintStatus, Severity
from feedback.models import Complaint, FollowUp, Recovery
from feedback.selectors.allowances import allowances_of
from feedback.selectors.complaints import complaint_file, seen_by, with_costs, with_people
from feedback.services import complaints, follow_ups, recovering
from guests.choices import Department
from guests.models import Guest
from reservations.models import Stay
from reservations.views.shared import attach

RECOVERING, CHANGING = "feedback.add_recovery", "feedback.change_complaint"


class ComplaintFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(label=gettext_lazy("status"), choices=ComplaintStatus)
    severity = filters.MultipleChoiceFilter(label=gettext_lazy("severity"), choices=Severity)
    cause = filters.MultipleChoiceFilter(label=gettext_lazy("about"), choices=Cause)
    department = filters.MultipleChoiceFilter(label=gettext_lazy("department"), choices=Department)
    source = filters.MultipleChoiceFilter(label=gettext_lazy("how we know"), choices=ComplaintSource)
    since = filters.DateFilter(
        label=gettext_lazy("since"),
        field_name="business_date",
        lookup_expr="gte",
        widget=care_forms.DateInput,
    )
    until = filters.DateFilter(
        label=gettext_lazy("until"),
        field_name="business_date",
        lookup_expr="lte",
        widget=care_forms.DateInput,
    )
    late = filters.BooleanFilter(label=gettext_lazy("past its deadline"), method="only_late")

    class Meta:
        model = Complaint
        fields = ("status", "severity", "cause", "department", "source")

    def only_late(self, queryset, name, value):
        late = {"status__in": [*UNSETTLED], "due_at__lte": timezone.now()}
        return queryset.filter(**late) if value else queryset.exclude(**late)


class ComplaintList(PermissionRequiredMixin, ListPage):
    permission_required = "feedback.view_complaint"
    raise_exception = True
    export_permission = "feedback.report_complaints"
    template_name = "care/complaint_list.html"
    page_title = gettext_lazy("Complaints")
    empty_title = gettext_lazy("No complaints")
    empty_text = gettext_lazy("What guests complain of stands here until it is settled.")
    filterset_class = ComplaintFilter
    default_sort = "-opened"
    columns = (
        Column("number", gettext_lazy("Number"), sort=("pk",)),
        Column("opened", gettext_lazy("Opened"), sort=("opened_at", "pk"),
               value=lambda row: moment(row.opened_at)),
        Column("guest", gettext_lazy("Guest"),
               value=lambda row: row.guest.display_name if row.guest else "—"),
        Column("room_text", gettext_lazy("Room")),
        Column("get_cause_display", gettext_lazy("About")),
        Column("severity", gettext_lazy("Severity"), template="care/_severity.html"),
        Column("get_department_display", gettext_lazy("Department")),
        Column("status", gettext_lazy("Status"), template="care/_status.html"),
        Column("due", gettext_lazy("Due"), sort=("due_at", "pk"), value=lambda row: moment(row.due_at)),
        Column("taken_by", gettext_lazy("In the hands of"), shown=False,
               value=lambda row: row.taken_by.get_username() if row.taken_by else "—"),
        Column("source", gettext_lazy("How we know"), value=lambda row: row.get_source_display(),
               shown=False),
        Column("cost", gettext_lazy("Cost"), numeric=True, value=lambda row: money(row.cost)),
        Column("text", gettext_lazy("What happened"), shown=False),
    )  # fmt: skip

    def get_queryset(self):
        return with_costs(with_people(Complaint.objects.filter(seen_by(self.request.user))))

    def row_url(self, row) -> str:
        return row.get_absolute_url()

    def row_urgent(self, row) -> bool:
        return row.is_unsettled and row.due_at <= timezone.now()


@require_http_methods(["GET", "POST"])
@permission_required("feedback.add_complaint", raise_exception=True)
def new_complaint(request):
    """`?guest=` a number, `?stay=` a stay's key, `?room=` a room: what is known already."""
    stay = _stay(request)
    initial = {
        "guest": stay.guest if stay else _guest_number(request),
        "room_text": stay.room.number if stay and stay.room else request.GET.get("room", "")[:40],
    }
    form = care_forms.ComplaintForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = complaints.open_complaint(
                told=complaints.Told(**said, stay=stay if stay and stay.guest == said["guest"] else None),
                at=timezone.now(),
                by=request.user,
            )
        except HotelError as error:
            attach(form, error)
        else:
            messages.success(request, _("Complaint %(number)s was written down.") % {"number": made.number})
            return redirect("care:complaint", made.number)
    return render(request, "care/complaint_form.html", {"form": form, "stay": stay})


def _stay(request) -> Stay | None:
    key = request.GET.get("stay", "")
    if not key.isdecimal() or len(key) > 18:
        return None
    return Stay.objects.select_related("guest", "room").filter(pk=key).first()


def _guest_number(request) -> str:
    number = request.GET.get("guest", "")
    return number if Guest.objects.filter(number=number).exists() else ""


@require_safe
@permission_required("feedback.view_complaint", raise_exception=True)
def complaint(request, number):
    """The whole file, or what everybody who serves the guest may know of another department's complaint."""
    found = _file(request, number)
    if not found.is_whole:
        return render(request, "care/complaint_brief.html", {"complaint": found})
    return render(request, "care/complaint_detail.html", _page(request, found))


def _file(request, number: str):
    found = complaint_file(number, request.user)
    if found is None:
        raise Http404
    return found


def _require_whole(request, complaint_id: int) -> None:
    if not Complaint.objects.filter(seen_by(request.user), pk=complaint_id).exists():
        raise PermissionDenied


def _page(request, found: Complaint) -> dict:
    user, on = request.user, business_date()
    open_question = next((each for each in found.questions if each.answered_at is None), None)
    asked = {
        "question": _("Is everything as you wish now?"),
        "due_on": on + care_forms.FOLLOW_UP_AFTER,
    }
    return {
        "complaint": found,
        "now": timezone.now(),
        "on": on,
        "open_question": open_question,
        "may_recover": user.has_perm(RECOVERING),
        "may_change": user.has_perm(CHANGING),
        "may_approve": user.has_perm(recovering.APPROVING),
        "limits": [
            {"label": Recovery(tool=tool).get_tool_display(), "limit": limit}
            for tool, limit in allowances_of(user).items()
        ],
        "recovery_form": care_forms.RecoveryForm(initial={"due_on": on}),
        "reason_form": care_forms.ReasonForm(auto_id="id_close_%s"),
        "pass_form": care_forms.PassOnForm(initial={"department": found.department}, auto_id="id_pass_%s"),
        "grade_form": care_forms.GradeForm(initial={"severity": found.severity}, auto_id="id_grade_%s"),
        "words_form": care_forms.WordsForm(auto_id="id_words_%s"),
        "question_form": care_forms.QuestionForm(initial=asked, auto_id="id_question_%s"),
        "answer_form": care_forms.AnswerForm(auto_id="id_answer_%s"),
    }


#: What can be done with a complaint: name in the address → (permission, form, service).
ACTS = {
    "take": (RECOVERING, None, complaints.take),
    "pass": (RECOVERING, care_forms.PassOnForm, complaints.pass_on),
    "grade": (CHANGING, care_forms.GradeForm, complaints.grade),
    "note": (RECOVERING, care_forms.WordsForm, complaints.add_words),
    "recover": (RECOVERING, care_forms.RecoveryForm, recovering.recover),
    "ask": (CHANGING, care_forms.QuestionForm, follow_ups.plan_question),
    "close": (CHANGING, care_forms.ReasonForm, complaints.close),
    "reopen": (CHANGING, care_forms.ReasonForm, complaints.reopen),
}


@require_POST
@permission_required("feedback.view_complaint", raise_exception=True)
def act(request, number, deed):
    """One of ACTS; a refusal is said on top of the page."""
    if deed not in ACTS:
        raise Http404
    permission, form_class, service = ACTS[deed]
    _require(request, permission)
    found = _file(request, number)
    if not found.is_whole:
        raise PermissionDenied
    pk = found.pk
    said = _said(request, form_class)
    if said is not None:
        _do(request, lambda: service(complaint_id=pk, by=request.user, at=timezone.now(), **said))
    return redirect("care:complaint", number)


@require_POST
@permission_required(RECOVERING, raise_exception=True)
def decide(request, pk, deed):
    """A recovery is approved, refused or carried out."""
    recovery = Recovery.objects.select_related("complaint").filter(pk=pk).first()
    if recovery is None or deed not in ("approve", "refuse", "carry-out"):
        raise Http404
    _require_whole(request, recovery.complaint_id)
    at = timezone.now()
    if deed == "refuse":
        reason = request.POST.get("reason", "")[:300]
        _do(request, lambda: recovering.refuse(recovery_id=pk, by=request.user, at=at, reason=reason))
    elif deed == "approve":
        _require(request, recovering.APPROVING)
        _do(request, lambda: recovering.approve(recovery_id=pk, by=request.user, at=at))
    else:
        _do(request, lambda: recovering.carry_out(recovery_id=pk, by=request.user, at=at))
    return redirect("care:complaint", recovery.complaint.number)


@require_POST
@permission_required(CHANGING, raise_exception=True)
def answer(request, pk):
    """What the guest said to the follow-up question."""
    follow_up = FollowUp.objects.select_related("complaint").filter(pk=pk).first()
    if follow_up is None:
        raise Http404
    _require_whole(request, follow_up.complaint_id)
    said = _said(request, care_forms.AnswerForm)
    if said is not None:
        _do(
            request,
            lambda: follow_ups.note_answer(follow_up_id=pk, by=request.user, at=timezone.now(), **said),
        )
    return redirect("care:complaint", follow_up.complaint.number)


def _require(request, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _said(request, form_class) -> dict | None:
    """What was typed; None, and said on top of the page, where it makes no sense."""
    if form_class is None:
        return {}
    form = form_class(request.POST)
    if form.is_valid():
        return form.cleaned_data
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, labelled(label, " ".join(errors)))
    return None


def _do(request, service) -> None:
    try:
        service()
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))

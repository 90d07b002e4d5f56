"""Weightings: their list, one with its protocol, two side by side, and every step of one."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.satisfaction.ahp import REFUSED_FROM
from analytics.satisfaction.charts import side_by_side
from analytics.satisfaction.choices import Status, Subject
from analytics.satisfaction.forms import InviteForm, StartForm, WhyForm
from analytics.satisfaction.models import Expert, InForce, Weighting
from analytics.satisfaction.selectors.groups import asked_groups
from analytics.satisfaction.selectors.improvements import results_to_weigh
from analytics.satisfaction.selectors.links import link_token
from analytics.satisfaction.selectors.weightings import differences, lines_of, protocol_of
from analytics.satisfaction.services import force, rounds
from analytics.satisfaction.services import weightings as acts
from common.addresses import address
from common.dates import business_date
from common.errors import HotelError

may_view = permission_required("satisfaction.view_weighting", raise_exception=True)
may_change = permission_required("satisfaction.change_weighting", raise_exception=True)


@require_safe
@may_view
def weightings(request):
    """All weightings by what they weigh, newest first; two of them can be put side by side."""
    every = list(Weighting.objects.select_related("system"))
    subjects = [
        (subject, subject.label, [one for one in every if one.subject == subject]) for subject in Subject
    ]
    return render(request, "satisfaction/weightings.html", {"subjects": subjects})


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def start(request):
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = acts.start_weighting(**form.settings, by=request.user.get_username())
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Round 1 is open: the experts can answer."))
            return redirect(begun)
    return render(request, "satisfaction/start.html", {"form": form})


@require_safe
@may_view
def weighting(request, pk: int):
    """One weighting: result beside what the answers suggest, experts, rounds, since when it holds."""
    one = get_object_or_404(Weighting.objects.select_related("system"), pk=pk)
    last = one.rounds.order_by("-number").first()
    is_open = last is not None and last.closed_at is None
    handed_in = dict(last.replies.values_list("expert", "handed_in_at")) if last else {}
    experts = list(one.experts.select_related("user"))
    context = {
        "weighting": one,
        "lines": lines_of(one),
        "experts": [(expert, handed_in.get(expert.pk), _link(request, expert)) for expert in experts],
        "handed_in": sum(at is not None for at in handed_in.values()),
        "is_expert": any(expert.user_id == request.user.pk for expert in experts),
        "round": last,
        "is_round_open": one.is_open and is_open,
        "may_agree": one.is_open and last is not None and last.is_agreed,
        "protocol": protocol_of(one, asked_groups(one)),
        "terms": InForce.objects.filter(weighting=one),
        "earlier": force.earlier_of(one) if one.status == Status.IN_FORCE else None,
        "is_changed_by_hand": one.status == Status.IN_FORCE and force.changed_by_hand(one, business_date()),
        "limit": float(one.cv_limit),
        "improvements": results_to_weigh(one),
        "refused_from": REFUSED_FROM,
        "invite_form": InviteForm(weighting=one) if one.is_open else None,
    }
    return render(request, "satisfaction/weighting.html", context)


def _link(request, expert: Expert) -> str:
    """Where the expert answers: a colleague after signing in, an outsider by this link alone."""
    if expert.user_id:
        return request.build_absolute_uri(address("satisfaction:opinion", expert.weighting_id))
    return request.build_absolute_uri(address("satisfaction:asked", link_token(expert)))


@require_safe
@may_view
def compare(request):
    """Two decided weightings of one subject side by side: ?first=…&second=…"""
    chosen = [
        get_object_or_404(Weighting, pk=int(number))
        if (number := request.GET.get(name, "")).isdigit()
        else None
        for name in ("first", "second")
    ]
    decided = [one for one in Weighting.objects.all() if one.is_decided]
    first, second = chosen
    context = {"first": first, "second": second, "decided": decided, "rows": [], "chart": None}
    if first and second:
        if first.subject != second.subject:
            messages.error(request, _("These two weigh different things and cannot be compared."))
        else:
            context["rows"] = differences(first, second)
            context["chart"] = side_by_side(context["rows"], str(first), str(second))
    return render(request, "satisfaction/compare.html", context)


def _step(request, pk: int, act, done: str):
    """Do one step of a weighting and say so, or say why not; either way its page is shown again."""
    one = get_object_or_404(Weighting.objects.select_related("system"), pk=pk)
    try:
        act(one)
    except HotelError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(one)


@require_POST
@may_change
def invite(request, pk: int):
    form = InviteForm(request.POST)
    by = request.user.get_username()
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for found in form.errors.values() for words in found))
        return redirect("satisfaction:weighting", pk=pk)
    return _step(request, pk, lambda one: acts.invite(weighting=one, **form.invited, by=by), _("Invited."))


def _expert(one: Weighting, request) -> Expert:
    number = request.POST.get("expert", "")
    return get_object_or_404(one.experts, pk=int(number) if number.isdigit() else 0)


@require_POST
@may_change
def renew_link(request, pk: int):
    done = _("The old link is worthless now; pass on the new one.")
    return _step(request, pk, lambda one: acts.renew_link(expert=_expert(one, request)), done)


@require_POST
@may_change
def uninvite(request, pk: int):
    return _step(
        request, pk, lambda one: acts.uninvite(expert=_expert(one, request)), _("Is asked no longer.")
    )


@require_POST
@may_change
def close_round(request, pk: int):
    by = request.user.get_username()
    done = _("The round is closed; its figures stand below.")
    return _step(request, pk, lambda one: rounds.close_round(weighting=one, by=by), done)


@require_POST
@may_change
def open_round(request, pk: int):
    by = request.user.get_username()
    done = _("The next round is open.")
    return _step(request, pk, lambda one: acts.open_round(weighting=one, by=by), done)


@require_POST
@may_change
def agree(request, pk: int):
    by, on = request.user.get_username(), business_date()
    done = _("Decided. It holds once it is put in force.")
    return _step(request, pk, lambda one: acts.agree(weighting=one, on=on, by=by), done)


@require_POST
@may_change
def discard(request, pk: int):
    return _step(request, pk, lambda one: acts.discard(weighting=one), _("Given up."))


def _why(request) -> str:
    form = WhyForm(request.POST)
    return form.cleaned_data["why"] if form.is_valid() else ""


@require_POST
@may_change
def put_in_force(request, pk: int):
    by, on, why = request.user.get_username(), business_date(), _why(request)
    done = _("In force from today on. What was computed before keeps its weights.")
    return _step(request, pk, lambda one: force.put_in_force(weighting=one, on=on, by=by, why=why), done)


@require_POST
@may_change
def roll_back(request, pk: int):
    by, on, why = request.user.get_username(), business_date(), _why(request)
    done = _("Taken back: what held before holds again.")
    return _step(request, pk, lambda one: force.roll_back(weighting=one, on=on, by=by, why=why), done)

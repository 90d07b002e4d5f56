"""The calendar of care, what was done about each occasion, and the hotel's rules and words."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date, month_start
from common.errors import HotelError
from loyalty.giving_choices import TaskStatus
from loyalty.giving_forms import CareRuleForm, SettleForm
from loyalty.models import Care, CareRule
from loyalty.selectors import caring
from loyalty.services.caring import reopen_care, settle_care
from loyalty.services.greeting import greeting, send_test

#: Rows of a day and of what is overdue that the page names.
SHOWN, SHOWN_LATE = 200, 20
LANGUAGES = {"zh": "zh-hans", "en": "en"}
changing = permission_required("loyalty.change_care", raise_exception=True)
ruling = permission_required("loyalty.change_carerule", raise_exception=True)


def _date(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


@require_safe
@permission_required("loyalty.view_care", raise_exception=True)
def calendar(request):
    """A month with what is to be done on each day, and one day's guests (`?day=`)."""
    on = business_date()
    day = _date(request.GET.get("day"), on)
    rows = list(caring.care_on(day)[: SHOWN + 1])
    pairs = [(row, caring.reason_of(row)) for row in rows[:SHOWN]]
    context = {
        "on": on,
        "day": day,
        "month": caring.month_of(month_start(day)),
        "tasks": [pair for pair in pairs if pair[0].task != TaskStatus.NONE],
        "greetings": [pair for pair in pairs if pair[0].task == TaskStatus.NONE],
        "has_more": len(rows) > SHOWN,
        "late": caring.overdue(on)[:SHOWN_LATE],
        "form": SettleForm(auto_id=False),
    }
    return render(request, "loyalty/care.html", context)


@require_POST
@changing
def settle(request, pk, deed):
    """Done, left out, or open again."""
    care, at = get_object_or_404(Care, pk=pk), timezone.now()
    if deed not in ("done", "skip", "reopen"):
        raise Http404
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    else:
        try:
            if deed == "reopen":
                reopen_care(care=care)
            else:
                settle_care(care=care, by=request.user, at=at, is_done=deed == "done", **form.cleaned_data)
        except HotelError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Saved."))
    return redirect(f"{reverse('loyalty:care')}?day={care.day.isoformat()}")


@require_safe
@permission_required("loyalty.view_carerule", raise_exception=True)
def rules(request):
    """Every occasion with what the hotel does about it."""
    return render(request, "loyalty/care_rules.html", {"rules": CareRule.objects.all()})


@require_http_methods(["GET", "POST"])
@ruling
def rule(request, occasion):
    """One occasion: for whom, by whom, with which gift and in which words; seen as a guest would read it."""
    found = get_object_or_404(CareRule, pk=occasion)
    form = CareRuleForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(
            request, _("Saved. It holds for what the next night plans, and for what is not sent yet.")
        )
        return redirect("loyalty:care_rule", occasion)
    stored = get_object_or_404(CareRule, pk=occasion)
    shown = [(key, *greeting(stored, None, language)) for key, language in LANGUAGES.items()]
    return render(request, "loyalty/care_rule.html", {"form": form, "rule": stored, "shown": shown})


@require_POST
@ruling
def try_out(request, occasion, language):
    """The greeting to the colleague's own address."""
    found = get_object_or_404(CareRule, pk=occasion)
    if language not in LANGUAGES:
        raise Http404
    try:
        send_test(rule=found, language=LANGUAGES[language], to=request.user.email)
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Sent to your own address."))
    return redirect("loyalty:care_rule", occasion)

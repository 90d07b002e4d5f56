"""What the programme offers: tiers, rates, the catalogue; entries that wait; staff who are guests too."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.wording import labelled
from loyalty import forms
from loyalty.earning_forms import EarningRuleForm
from loyalty.models import EarningRate, EarningRule, ManualEntry, Reward, StaffGuest, Tier
from loyalty.selectors import ledger
from loyalty.services.earning_rules import keep_rule
from loyalty.services.manual import approve_points, refuse_points
from loyalty.services.staff import link_staff
from reservations.views.shared import attach


@require_safe
@permission_required("loyalty.view_reward", raise_exception=True)
def programme(request):
    """Tiers, what earns points, and what they are spent on."""
    context = {
        "tiers": Tier.objects.order_by("order"),
        "rules": EarningRule.objects.prefetch_related("rates"),
        "rewards": Reward.objects.select_related("tier").order_by("-is_active", "points"),
    }
    return render(request, "loyalty/programme.html", context)


def _edit(request, form, title: str):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("loyalty:programme")
    return render(request, "loyalty/form.html", {"form": form, "title": title, "back": "loyalty:programme"})


@require_http_methods(["GET", "POST"])
@permission_required("loyalty.change_reward", raise_exception=True)
def reward(request, pk=None):
    """A reward is put into the catalogue, or changed."""
    found = get_object_or_404(Reward, pk=pk) if pk else None
    title = found.name if found else _("New reward")
    return _edit(request, forms.RewardForm(request.POST or None, instance=found), title)


@require_http_methods(["GET", "POST"])
@permission_required("loyalty.change_tier", raise_exception=True)
def tier(request, pk):
    """What a tier is called and gets."""
    found = get_object_or_404(Tier, pk=pk)
    return _edit(request, forms.TierForm(request.POST or None, instance=found), found.name)


@require_http_methods(["GET", "POST"])
@permission_required("loyalty.change_tier", raise_exception=True)
def rate(request, pk):
    """Points per CNY in one kind of outlet; stays that have their points keep them."""
    found = get_object_or_404(EarningRate.objects.select_related("rule"), pk=pk)
    title = labelled(found.rule.name, found.get_category_display())
    return _edit(request, forms.RateForm(request.POST or None, instance=found), title)


@require_http_methods(["GET", "POST"])
@permission_required("loyalty.change_tier", raise_exception=True)
def earning_rule(request, pk=None):
    """A further reason for which points are earned, or a change of one; stays that have their points keep them."""
    found = get_object_or_404(EarningRule, pk=pk) if pk else None
    form = EarningRuleForm(request.POST or None, instance=found, on=business_date())
    if request.method == "POST" and form.is_valid():
        keep_rule(rule=form.save(commit=False), rates=form.rates())
        messages.success(request, _("Saved."))
        return redirect("loyalty:programme")
    title = found.name if found else _("New earning rule")
    return render(request, "loyalty/form.html", {"form": form, "title": title, "back": "loyalty:programme"})


@require_safe
@permission_required("loyalty.view_manualentry", raise_exception=True)
def entries(request):
    """What waits for a second person, and what was decided lately."""
    context = {
        "waiting": ledger.waiting_entries(),
        "decided": ManualEntry.objects.select_related("guest", "asked_by", "decided_by")[:50],
    }
    return render(request, "loyalty/entries.html", context)


@require_POST
@permission_required("loyalty.view_manualentry", raise_exception=True)
def decide_entry(request, pk, deed):
    """An entry by hand is approved or refused."""
    entry = get_object_or_404(ManualEntry, pk=pk)
    if deed not in ("approve", "refuse"):
        raise Http404
    at = timezone.now()
    try:
        if deed == "approve":
            if not request.user.has_perm("loyalty.approve_points"):
                raise PermissionDenied
            approve_points(entry=entry, by=request.user, on=business_date(), at=at)
        else:
            reason = request.POST.get("reason", "")[:300]
            refuse_points(entry=entry, by=request.user, at=at, reason=reason)
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("loyalty:entries")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("loyalty.change_staffguest", raise_exception=True)
def staff(request):
    """By what colleagues are known among the guests."""
    form = forms.StaffGuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link_staff(**form.cleaned_data)
        except HotelError as error:
            attach(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("loyalty:staff")
    rows = StaffGuest.objects.select_related("user", "guest").order_by("user__username")
    return render(request, "loyalty/staff.html", {"form": form, "rows": rows})

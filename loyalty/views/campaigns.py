"""Campaigns, coupons and what may not be combined."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, F, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.dates import business_date
from loyalty.giving_choices import OfferKind
from loyalty.giving_forms import CampaignForm, CouponForm, PairForm
from loyalty.models import Campaign, Coupon, ForbiddenPair, OfferTaken

#: Coupons that the page names; the rest is counted.
SHOWN = 100
leading = permission_required("loyalty.change_campaign", raise_exception=True)


@require_safe
@permission_required("loyalty.view_campaign", raise_exception=True)
def campaigns(request):
    """Every campaign with what it came to, the coupons, and the forbidden combinations."""
    came_to = {
        row["campaign"]: row
        for row in OfferTaken.objects.filter(campaign__isnull=False)
        .order_by()
        .values("campaign")
        .annotate(bookings=Count("pk"), given=Sum(F("full_price") - F("price")), revenue=Sum("price"))
    }
    rows = [(each, came_to.get(each.pk)) for each in Campaign.objects.select_related("tier")]
    coupons = Coupon.objects.select_related("campaign", "guest")
    context = {
        "on": business_date(),
        "campaigns": rows,
        "coupons": coupons[:SHOWN],
        "all_coupons": coupons.count(),
        "pairs": [
            (pair.pk, OfferKind(pair.first).label, OfferKind(pair.second).label)
            for pair in ForbiddenPair.objects.all()
        ],
        "pair_form": PairForm(),
    }
    return render(request, "loyalty/campaigns.html", context)


def _edit(request, form, title: str):
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("loyalty:campaigns")
    return render(request, "loyalty/form.html", {"form": form, "title": title, "back": "loyalty:campaigns"})


@require_http_methods(["GET", "POST"])
@leading
def campaign(request, pk=None):
    """A campaign is begun or changed; bookings that took it keep what they cost."""
    found = get_object_or_404(Campaign, pk=pk) if pk else None
    form = CampaignForm(request.POST or None, instance=found)
    return _edit(request, form, found.name if found else _("New campaign"))


@require_http_methods(["GET", "POST"])
@leading
def coupon(request, pk=None):
    """A code is handed out or changed."""
    found = get_object_or_404(Coupon.objects.select_related("guest"), pk=pk) if pk else None
    form = CouponForm(request.POST or None, instance=found)
    return _edit(request, form, found.code if found else _("New coupon"))


@require_POST
@leading
def forbid(request):
    """Two kinds are never given together from now on."""
    form = PairForm(request.POST)
    if form.is_valid():
        first, second = form.pair()
        ForbiddenPair.objects.get_or_create(first=first, second=second)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
    return redirect("loyalty:campaigns")


@require_POST
@leading
def allow(request, pk):
    """Two kinds may be given together again."""
    get_object_or_404(ForbiddenPair, pk=pk).delete()
    messages.success(request, _("Saved."))
    return redirect("loyalty:campaigns")

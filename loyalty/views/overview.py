"""Tiers and who moves between them; the points in circulation."""

from datetime import timedelta

import django_filters as filters
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from loyalty.choices import ChangeCause, ChangeStatus
from loyalty.models import Membership, Tier, TierChange
from loyalty.selectors import ledger
from loyalty.selectors.membership import falls_on
from loyalty.services.tiers import approve_change, decline_change

#: Days that the page looks back, and members about to fall whom it names.
LOOKED_BACK, NAMED = 30, 20


@require_safe
@permission_required("loyalty.view_tierchange", raise_exception=True)
def overview(request):
    """Members by tier, who moved in the last days, who waits for review, who is about to fall."""
    on = business_date()
    falling = Membership.objects.filter(below_since__isnull=False, guest__merged_into__isnull=True)
    return render(
        request,
        "loyalty/overview.html",
        {
            "on": on,
            "counts": ledger.tier_counts(),
            "moves": ledger.migration(on - timedelta(days=LOOKED_BACK)),
            "days": LOOKED_BACK,
            "staged": ledger.staged_changes(),
            "review": settings.TIER_REVIEW,
            "falling": [
                (row, falls_on(row))
                for row in falling.select_related("guest", "tier").order_by("below_since", "pk")[:NAMED]
            ],
        },
    )


@require_POST
@permission_required("loyalty.review_tierchange", raise_exception=True)
def decide(request, pk, deed):
    """A staged change is approved or declined."""
    change = TierChange.objects.select_related("guest").filter(pk=pk).first()
    if change is None or deed not in ("approve", "decline"):
        raise Http404
    act = {"change": change, "by": request.user, "on": business_date(), "at": timezone.now()}
    try:
        if deed == "approve":
            approve_change(**act)
        else:
            decline_change(**act, reason=request.POST.get("reason", "")[:200])
    except HotelError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("loyalty:overview")


class MemberFilter(filters.FilterSet):
    tier = filters.ModelChoiceFilter(label=gettext_lazy("Tier"), queryset=Tier.objects.order_by("order"))
    falling = filters.BooleanFilter(
        label=gettext_lazy("about to lose the tier"),
        field_name="below_since",
        lookup_expr="isnull",
        exclude=True,
    )
    since = filters.DateFilter(label=gettext_lazy("Member since"), field_name="since", lookup_expr="gte")

    class Meta:
        model = Membership
        fields = ()


class MemberList(PermissionRequiredMixin, ListPage):
    """Everybody who joined."""

    permission_required = "loyalty.view_membership"
    raise_exception = True
    export_permission = "guests.export_guest"
    page_title = gettext_lazy("Members")
    empty_title = gettext_lazy("Nobody has joined yet")
    empty_text = gettext_lazy("A guest is enrolled on his own page.")
    filterset_class = MemberFilter
    default_sort = "-since"
    columns = (
        Column("number", gettext_lazy("Membership number")),
        Column("guest", gettext_lazy("Guest"), value=lambda row: row.guest.display_name),
        Column("tier", gettext_lazy("Tier"), sort=("tier__order", "pk"), value=lambda row: row.tier.name),
        Column("since", gettext_lazy("Member since"), sort=("since", "pk")),
        Column("tier_since", gettext_lazy("in this tier since"), sort=("tier_since", "pk")),
        Column("falls_on", gettext_lazy("loses it on"), value=lambda row: falls_on(row) or ""),
        Column("lock_reason", gettext_lazy("why locked"), shown=False),
    )

    def get_queryset(self):
        rows = Membership.objects.filter(guest__merged_into__isnull=True)
        return rows.select_related("guest", "tier")

    def row_url(self, row) -> str:
        return row.guest.get_absolute_url()


class ChangeFilter(filters.FilterSet):
    day = filters.DateFilter(label=gettext_lazy("business date"))
    before = filters.ModelChoiceFilter(
        label=gettext_lazy("tier before"), queryset=Tier.objects.order_by("order")
    )
    after = filters.ModelChoiceFilter(
        label=gettext_lazy("tier after"), queryset=Tier.objects.order_by("order")
    )
    status = filters.ChoiceFilter(label=gettext_lazy("status"), choices=ChangeStatus)
    cause = filters.ChoiceFilter(label=gettext_lazy("cause"), choices=ChangeCause)

    class Meta:
        model = TierChange
        fields = ()


class ChangeList(PermissionRequiredMixin, ListPage):
    """Who went from which tier to which, and when."""

    permission_required = "loyalty.view_tierchange"
    raise_exception = True
    export_permission = "guests.export_guest"
    page_title = gettext_lazy("Changes of tier")
    empty_title = gettext_lazy("Nobody has moved")
    empty_text = gettext_lazy("Every change of tier stands here with the figures that caused it.")
    filterset_class = ChangeFilter
    default_sort = "-day"
    columns = (
        Column("day", gettext_lazy("business date"), sort=("day", "pk")),
        Column("guest", gettext_lazy("Guest"), value=lambda row: row.guest.display_name),
        Column(
            "before", gettext_lazy("tier before"), value=lambda row: row.before.name if row.before else "—"
        ),
        Column("after", gettext_lazy("tier after"), value=lambda row: row.after.name),
        Column("cause", gettext_lazy("cause"), value=lambda row: row.get_cause_display()),
        Column("status", gettext_lazy("status"), value=lambda row: row.get_status_display()),
        Column("reason", gettext_lazy("reason")),
        Column("figures", gettext_lazy("figures"), template="loyalty/_figures.html"),
    )

    def get_queryset(self):
        return TierChange.objects.select_related("guest", "before", "after")

    def row_url(self, row) -> str:
        return row.guest.get_absolute_url()


@require_safe
@permission_required("loyalty.view_liability", raise_exception=True)
def liability(request):
    """The points in circulation by the month in which they expire, and whether the ledger agrees with itself."""
    return render(request, "loyalty/liability.html", {"liability": ledger.liability()})

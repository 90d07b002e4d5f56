"""Segments in families, and the dashboard of one of them or of two side by side."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from analytics.segments import attribute_charts as charts
from analytics.segments.attribute_forms import WishForm
from analytics.segments.dashboard_terms import wishing
from analytics.segments.families import families_for, segment_named
from analytics.segments.selectors.attributes import shown_run
from analytics.segments.selectors.dashboards import Dashboard, dashboard
from analytics.segments.selectors.filters import may_see
from common.dates import business_date
from guests.query.addresses import showing
from guests.query.building import require
from guests.query.counting import TooSlow
from guests.views.query import address_of

may_view = permission_required("segments.view_attributerun", raise_exception=True)


@require_safe
@may_view
def overview(request):
    """Every family with its segments and their sizes of the last night."""
    families = [
        (family.title, [_sized(segment) for segment in segments_of(request.user, family)])
        for family in families_for(request.user)
    ]
    return render(request, "segments/overview.html", {"families": families, "run": shown_run()})


@require_safe
@may_view
def board(request):
    """`a` is the address of a segment, `b` of another one beside it."""
    chosen = [request.GET.get(name, "") for name in ("a", "b")]
    shown = []
    for at, address in enumerate(filter(None, chosen)):
        segment = segment_named(request.user, address)
        if segment is None:
            raise Http404
        require(request.user, segment.document)
        try:
            found = dashboard(segment, on=business_date(), user=request.user)
            shown.append((segment, found, _drawn(found), f"s{at}"))
        except TooSlow:
            shown.append((segment, None, {}, f"s{at}"))
    families = [(family.title, segments_of(request.user, family)) for family in families_for(request.user)]
    context = {"shown": shown, "families": families, "chosen": chosen, "run": shown_run()}
    return render(request, "segments/board.html", context)


@require_POST
@permission_required(
    ("segments.view_attributerun", "guests.view_savedquery", "guests.view_preference"), raise_exception=True
)
def wish(request):
    """The guests of a segment who ask for something; leads to the query that finds them."""
    form = WishForm(request.POST)
    if not form.is_valid():
        return redirect("segments:board")
    given = form.cleaned_data
    segment = segment_named(request.user, given["segment"])
    if segment is None:
        raise Http404
    document = segment.narrowed(wishing(given["category"], given["text"]))
    require(request.user, document)
    return redirect(address_of(request.user, document))


def segments_of(user, family) -> list:
    """Those of the family that this person may ask."""
    return [segment for segment in family.segments() if may_see(user, segment.document)]


def _sized(segment) -> tuple:
    nights = segment.trend()
    size = nights[-1][1] if nights else None
    change = nights[-1][1] - nights[-2][1] if len(nights) > 1 else None
    return segment, showing(segment.document), size, change


def _drawn(found: Dashboard) -> dict:
    """The charts of a dashboard by name."""
    drawn = {"outlets": charts.outlets(found.outlets)}
    if len(found.trend) > 1:
        drawn["trend"] = charts.trend(found.trend)
    if found.classes:
        drawn["classes"] = charts.bars(found.classes.bars)
    if found.apart:
        drawn["apart"] = charts.apart(found.apart)
    drawn["parts"] = [(part, charts.bars(part.bars)) for part in found.parts if part.bars]
    return drawn

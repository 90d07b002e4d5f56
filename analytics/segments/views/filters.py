"""Segments by filter: pinned from saved queries, counted live, and night by night who entered and who left."""

import django_filters as filters
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.segments import known_families
from analytics.segments.attribute_charts import trend
from analytics.segments.attribute_forms import FilterSegmentForm
from analytics.segments.models import FilterMove, FilterNight, FilterSegment
from analytics.segments.selectors.filters import reason_words, rows_of, segments_for
from analytics.segments.services.filters import change, pin, unpin
from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from guests.query.addresses import showing
from guests.query.building import require
from guests.query.counting import count
from guests.query.document import parse
from guests.query.words import in_words
from guests.selectors.saved_queries import queries_for

NIGHTS_SHOWN = 60
may_view = permission_required("segments.view_filtersegment", raise_exception=True)


@require_safe
@may_view
def filter_segments(request):
    """All segments by filter that this person may ask, with their last night."""
    return render(request, "segments/filters.html", {"rows": rows_of(segments_for(request.user))})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("segments.add_filtersegment", raise_exception=True)
def new_filter(request):
    """One of one's saved queries becomes a segment."""
    queries = queries_for(request.user)
    form = FilterSegmentForm(queries, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = pin(
                name=form.cleaned_data["name"],
                note=form.cleaned_data["note"],
                document=parse(queries.get(pk=form.cleaned_data["query"]).document),
                by=request.user,
            )
            messages.success(request, _("Pinned. The coming nights tell who enters and who leaves."))
            return redirect(made)
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    return render(request, "segments/filter_new.html", {"form": form, "has_queries": queries.exists()})


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def filter_segment(request, pk: int):
    """What it asks, how many guests that is now, its nights; changing it needs more."""
    segment = get_object_or_404(FilterSegment.objects.select_related("owner"), pk=pk)
    document = parse(segment.document)
    require(request.user, document)
    may_change = request.user.has_perm("segments.change_filtersegment")
    form = None
    if may_change:
        given = {"name": segment.name, "note": segment.note, "seen": segment.lock_version}
        queries = queries_for(request.user)
        form = FilterSegmentForm(queries, request.POST or None, keeps=True, initial=given)
        if request.method == "POST" and form.is_valid():
            try:
                chosen = form.cleaned_data["query"]
                change(
                    segment=segment,
                    by=request.user,
                    seen=form.cleaned_data["seen"] or 0,
                    name=form.cleaned_data["name"],
                    note=form.cleaned_data["note"],
                    document=parse(queries.get(pk=chosen).document) if chosen else None,
                )
                messages.success(request, _("Saved."))
                return redirect(segment)
            except HotelError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
    elif request.method == "POST":
        return redirect(segment)
    nights = list(FilterNight.objects.filter(segment=segment)[:NIGHTS_SHOWN])
    context = {
        "segment": segment,
        "words": in_words(document),
        "live": count(document, on=business_date()),
        "seconds": settings.QUERY_SECONDS,
        "query_url": showing(document),
        "nights": nights,
        "newest": nights[0] if nights else None,
        "trend": trend([(night.business_date, night.guests) for night in reversed(nights)]),
        "family": known_families.FILTER,
        "form": form,
    }
    return render(request, "segments/filter.html", context)


@require_POST
@permission_required("segments.delete_filtersegment", raise_exception=True)
def delete_filter(request, pk: int):
    """Forget a segment with its history."""
    segment = get_object_or_404(FilterSegment, pk=pk)
    require(request.user, parse(segment.document))
    unpin(segment=segment)
    messages.success(
        request,
        _("The segment “%(name)s” is forgotten; its guests are as they were.") % {"name": segment.name},
    )
    return redirect("segments:filters")


class MoveFilter(filters.FilterSet):
    day = filters.DateFilter(label=gettext_lazy("night of"))
    entered = filters.ChoiceFilter(
        label=gettext_lazy("in or out"),
        choices=[("1", gettext_lazy("came in")), ("0", gettext_lazy("dropped out"))],
    )

    class Meta:
        model = FilterMove
        fields = ()


class FilterMoveList(PermissionRequiredMixin, ListPage):
    """Who entered a segment by filter and who left it, when, and because of which attribute."""

    permission_required = "segments.view_filtermove"
    page_title = gettext_lazy("Who entered and who left")
    empty_title = gettext_lazy("Nobody has entered or left")
    empty_text = gettext_lazy("From the second night on, this shows who entered, who left, and why.")
    columns = (
        Column("day", gettext_lazy("night of"), sort=("day",)),
        Column("guest", gettext_lazy("guest"), value=lambda row: row.guest.display_name),
        Column("number", gettext_lazy("guest number"), value=lambda row: row.guest.number),
        Column(
            "entered",
            gettext_lazy("in or out"),
            value=lambda row: _("came in") if row.entered else _("dropped out"),
        ),
        Column("because", gettext_lazy("because of"), value=lambda row: reason_words(row)),
    )
    default_sort = "-day"
    filterset_class = MoveFilter
    export_permission = "guests.export_guest"

    @cached_property
    def segment(self) -> FilterSegment:
        segment = get_object_or_404(FilterSegment, pk=self.kwargs["pk"])
        require(self.request.user, parse(segment.document))
        return segment

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(page_title=f"{self.segment.name} · {self.page_title}", **kwargs)

    def get_queryset(self):
        return FilterMove.objects.filter(segment=self.segment).select_related("guest", "segment")

    def row_url(self, row) -> str:
        return f"{row.guest.get_absolute_url()}#attributes"

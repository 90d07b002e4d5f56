"""Merging two files, taking it back, and saying that two people are two."""

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.addresses import address
from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from guests.matching import JOIN_FROM
from guests.merging import SINGLE
from guests.models import Guest, GuestMerge, MatchReview
from guests.panels import headlines_for
from guests.search_terms import LONGEST_QUERY
from guests.selectors.file import blacklisting, guest_by_number, survivor_of
from guests.selectors.merge_logs import pair_reviews
from guests.selectors.reviews import reviews, words_of
from guests.selectors.search import search_guests
from guests.services.duplicate_search import start_search
from guests.services.duplicates import SOURCE
from guests.services.merging import merge_guests, preview_merge
from guests.services.parting import UndoConflict, plan_undo, set_different, undo_merge
from guests.ties import tie
from guests.views.comparing import field_lines, kind_of, list_lines, move_lines

MERGE = "guests.merge_guest"
OPEN = MatchReview.Status.OPEN
#: Names of the radio buttons.
CHOICE = "field-"


def _named(guest: Guest) -> str:
    return f"{guest.display_name} {guest.number}"


def _source_words(source: str) -> str:
    """Where a pair was noticed: by our own search, or in what the named system sent."""
    return _("search of the files") if source == SOURCE else source


def _sources() -> list[tuple[str, str]]:
    named = MatchReview.objects.order_by("source").values_list("source", flat=True).distinct()
    return [(source, _source_words(source)) for source in named if source]


class DuplicateFilter(django_filters.FilterSet):
    # What was merged has left the list: one of its two files is no file any more.
    status = django_filters.ChoiceFilter(
        label=gettext_lazy("status"),
        choices=[(status.value, status.label) for status in (OPEN, MatchReview.Status.DIFFERENT)],
    )
    source = django_filters.ChoiceFilter(label=gettext_lazy("source"), choices=_sources)
    score = django_filters.NumberFilter(label=gettext_lazy("score from"), lookup_expr="gte")

    class Meta:
        model = MatchReview
        fields = ["status", "source", "score"]


class DuplicateList(PermissionRequiredMixin, ListPage):
    """The queue: who may be the same person, the likeliest first."""

    permission_required = MERGE
    page_title = gettext_lazy("Possible duplicates")
    empty_title = gettext_lazy("No possible duplicates")
    empty_text = gettext_lazy("Whoever might have two files stands here until somebody has looked at both.")
    filterset_class = DuplicateFilter
    default_sort = "-score"
    columns = (
        Column("guest", gettext_lazy("newer file"), value=lambda row: _named(row.guest)),
        Column("candidate", gettext_lazy("older file"), value=lambda row: _named(row.candidate)),
        Column("score", gettext_lazy("score"), sort=("score", "pk"), numeric=True),
        Column("reasons", gettext_lazy("reasons"), value=lambda row: " · ".join(words_of(row.reasons))),
        Column("source", gettext_lazy("source"), value=lambda row: _source_words(row.source)),
        Column("status", gettext_lazy("status"), value=lambda row: row.get_status_display()),
        Column("created_at", gettext_lazy("found"), sort=("created_at",)),
    )

    def get_queryset(self):
        return reviews()

    def row_url(self, row):
        return address("guests:merge_with", row.candidate.number, row.guest.number)

    def row_urgent(self, row):
        return row.status == OPEN and row.score >= JOIN_FROM


@require_POST
@permission_required(MERGE, raise_exception=True)
def look_for_duplicates(request):
    """Look through all files now; leads to the progress."""
    return redirect("jobs:run", start_search(requested_by=request.user).pk)


@require_http_methods(["GET", "POST"])
@permission_required(MERGE, raise_exception=True)
def choose_other(request, number):
    """Which file is the same person? By anything the search box knows."""
    guest = survivor_of(guest_by_number(number))
    typed = request.POST.get("q", "")[:LONGEST_QUERY].strip()
    found = search_guests(typed, on=business_date()) if typed else []
    context = {
        "guest": guest,
        "query": typed,
        "results": [item for item in found if item.guest and item.guest.pk != guest.pk],
    }
    return render(request, "guests/merge_choose.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(MERGE, raise_exception=True)
def merge_with(request, number, other):
    """Both files side by side; by POST the one of `other` becomes part of the one of `number`."""
    survivor, absorbed = guest_by_number(number), guest_by_number(other)
    choices = {name: request.POST.get(f"{CHOICE}{name}", "") for name in SINGLE}
    if request.method == "POST":
        try:
            merge = merge_guests(
                survivor=survivor,
                absorbed=absorbed,
                choices=choices,
                by=request.user,
                reason=request.POST.get("reason", "").strip(),
            )
        except HotelError as refused:
            messages.error(request, str(refused.message))
            return _compare(request, survivor, absorbed, {}, status=409)
        messages.success(request, _("%(old)s is now part of %(new)s.") % _numbers(survivor, absorbed))
        return redirect("guests:merge", merge.pk)
    return _compare(request, survivor, absorbed, {})


def _compare(request, survivor: Guest, absorbed: Guest, choices, status=200):
    plan = preview_merge(survivor=survivor, absorbed=absorbed, choices=choices)
    pair = pair_reviews(survivor.pk, absorbed.pk)
    review = next((row for row in pair if row.status == OPEN), None) or (pair[0] if pair else None)
    on, both = business_date(), (survivor, absorbed)
    context = {
        "survivor": survivor,
        "absorbed": absorbed,
        "marks": [_marks(guest, request, on) for guest in both],
        "blacklisted": [(guest, entry) for guest in both if (entry := blacklisting(guest, on))],
        "obstacles": plan.obstacles,
        "fields": field_lines(plan),
        "lists": list_lines(survivor, absorbed),
        "moves": move_lines(plan.moved),
        "refusals": len(plan.refusals),
        "review": review,
        "reasons": words_of(review.reasons) if review else [],
        "is_different": bool(review) and review.status == MatchReview.Status.DIFFERENT,
    }
    return render(request, "guests/merge_compare.html", context, status=status)


def _marks(guest: Guest, request, on) -> list[dict]:
    """What stands beside his name on his page: in the house and where, class, value."""
    return [mark for headline in headlines_for(guest, request, on) for mark in headline.marks]


def _numbers(survivor: Guest, absorbed: Guest) -> dict[str, str]:
    return {"old": absorbed.number, "new": survivor.number}


@require_POST
@permission_required(MERGE, raise_exception=True)
def different(request, pk):
    """These are two people; the pair is not proposed again."""
    review = get_object_or_404(MatchReview, pk=pk)
    try:
        set_different(review=review, by=request.user)
    except HotelError as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Remembered: these are two people."))
    return redirect(f"{address('guests:duplicates')}?status={OPEN.value}")


@require_safe
@permission_required(MERGE, raise_exception=True)
def merge_page(request, pk):
    """What one merge did, and the way back."""
    return _show_merge(request, pk)


def _show_merge(request, pk, status=200):
    merges = GuestMerge.objects.select_related("survivor__merged_into", "absorbed", "by", "undone_by")
    merge = get_object_or_404(merges, pk=pk)
    plan = plan_undo(merge)
    moved = [(kind_of(tie(key).model, tie(key).path), len(keys)) for key, keys in merge.moved.items() if keys]
    context = {
        "merge": merge,
        "moved": moved,
        "conflicts": [] if plan.obstacles else plan.conflicts,
        "obstacles": [] if merge.undone_at else plan.obstacles,
        "may_undo": not plan.obstacles,
    }
    return render(request, "guests/merge_detail.html", context, status=status)


@require_POST
@permission_required(MERGE, raise_exception=True)
def undo(request, pk):
    """Take a merge back; with `despite`, what was changed since stays as it is."""
    merge = get_object_or_404(GuestMerge, pk=pk)
    try:
        undo_merge(merge=merge, by=request.user, despite_conflicts="despite" in request.POST)
    except UndoConflict as conflict:
        messages.warning(request, str(conflict.message))
        return _show_merge(request, pk, status=409)
    except HotelError as refused:
        messages.error(request, str(refused.message))
        return _show_merge(request, pk, status=409)
    messages.success(request, _("Taken back: both files stand again."))
    return redirect("guests:merge", pk)

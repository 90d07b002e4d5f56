"""Questions, their trees, publishing one of them, and who is in which segment."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.segments.choices import FIT_JOB, LOOKS_LIKE, SEGMENT_IS
from analytics.segments.default_scheme import BY_SEGMENT, SEGMENTS
from analytics.segments.models import Publication, Question, SegmentMove, TreeVersion
from analytics.segments.selectors import memberships, trees
from analytics.segments.services import questions as asking_services
from analytics.segments.services.audiences import keep_look_alikes
from analytics.segments.tree_forms import PublishForm, QuestionForm, WhichNode
from analytics.segments.tree_pages import card_of, walk
from common.errors import HotelError
from common.jobs import start
from common.list_parts import Column
from common.lists import ListPage
from guests.query.addresses import asking
from guests.query.document import Term

SHOWN = 20
may_view = permission_required("segments.view_treeversion", raise_exception=True)


@require_safe
@permission_required("segments.view_segmentnight", raise_exception=True)
def scheme(request):
    """The thirteen segments as of the last night, who moved, and the tree that makes them."""
    nights = memberships.nights()
    context = {"night": nights[0] if nights else None, "publication": trees.published(), "segments": SEGMENTS}
    if nights:
        context |= {
            "rows": [
                (row, asking(Term(SEGMENT_IS, "any_of", [row.segment.key])))
                for row in memberships.segment_rows(nights)
            ],
            "moves": [
                (BY_SEGMENT.get(was), BY_SEGMENT.get(now), guests) for was, now, guests in nights[0].moves
            ],
        }
    return render(request, "segments/scheme.html", context)


@require_safe
@may_view
def questions(request):
    """All named questions with their newest trees."""
    rows = [
        (
            question,
            trees.target_words(question.target, question.target_values),
            trees.newest_version(question),
        )
        for question in Question.objects.prefetch_related("versions")
    ]
    return render(request, "segments/questions.html", {"rows": rows, "publication": trees.published()})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("segments.add_question", raise_exception=True)
def new_question(request):
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
def question(request, pk: int):
    """What is asked, its trees, and its look-alikes; changing it needs more."""
    asked = get_object_or_404(Question, pk=pk)
    if request.method == "POST" and not request.user.has_perm("segments.add_question"):
        raise PermissionDenied
    return _edit(request, asked)


def _edit(request, asked: Question | None):
    # Led here from what was done for a segment: who comes after it?
    wanted = {"initial": {"wanted": request.GET.getlist("wanted")}} if asked is None else {}
    form = QuestionForm(request.POST or None, question=asked, **wanted)
    if request.method == "POST" and form.is_valid():
        try:
            saved = asking_services.save_question(
                **form.asked, by=request.user.get_username(), question=asked
            )
            messages.success(request, _("Saved. Grow a tree to have it answered."))
            return redirect(saved)
        except HotelError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
    context = {"form": form, "question": asked, "may_change": request.user.has_perm("segments.add_question")}
    if asked is not None:
        alike = trees.look_alikes(asked)
        versions = list(asked.versions.all()[:SHOWN])
        has_audience = bool(versions) and not asked.is_of_scheme
        context |= {
            "target": trees.target_words(asked.target, asked.target_values),
            "versions": versions,
            "look_alikes": alike.count() if has_audience else None,
            "look_alikes_url": asking(Term(LOOKS_LIKE, "any_of", [str(asked.pk)])),
        }
    return render(request, "segments/question.html", context)


@require_POST
@permission_required("segments.add_treeversion", raise_exception=True)
def grow(request, pk: int):
    """Fit the question's next tree in the background; leads to the progress."""
    asked = get_object_or_404(Question, pk=pk)
    run = start(FIT_JOB, params={"question": asked.pk}, requested_by=request.user)
    return redirect("jobs:run", run.pk)


@require_POST
@permission_required("segments.delete_question", raise_exception=True)
def delete_question(request, pk: int):
    asked = get_object_or_404(Question, pk=pk)
    try:
        asking_services.delete_question(question=asked)
        messages.success(request, _("Deleted."))
    except HotelError as error:
        messages.error(request, str(error.message))
        return redirect(asked)
    return redirect("segments:questions")


@require_POST
@permission_required(("segments.view_treeversion", "guests.add_savedquery"), raise_exception=True)
def keep_audience(request, pk: int):
    """The question's look-alikes as a saved query of one's own; leads to it."""
    asked = get_object_or_404(Question, pk=pk)
    try:
        return redirect(keep_look_alikes(question=asked, owner=request.user))
    except HotelError as error:
        messages.error(request, str(error.message))
        return redirect(asked)


@require_safe
@may_view
def tree(request, pk: int):
    """One version: its card, its scores, the tree to walk through (`?at=` a node), its rules."""
    version = get_object_or_404(TreeVersion.objects.select_related("question"), pk=pk)
    which = WhichNode(request.GET)
    context = {"version": version, "card": card_of(version), "publish_form": PublishForm()}
    context |= walk(version, which.cleaned_data["at"] if which.is_valid() else 0)
    if version.question.is_of_scheme:
        context["publications"] = Publication.objects.select_related("version")[:SHOWN]
        context["publication"] = trees.published()
    return render(request, "segments/tree.html", context)


@require_POST
@permission_required("segments.add_publication", raise_exception=True)
def publish(request, pk: int):
    """From the next night on the segments are made by this version."""
    version = get_object_or_404(TreeVersion.objects.select_related("question"), pk=pk)
    form = PublishForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        asking_services.publish(
            version=version, by=request.user.get_username(), now=timezone.now(), note=note
        )
        messages.success(request, _("Published. The next night puts the guests into segments by it."))
    except HotelError as error:
        messages.error(request, str(error.message))
    return redirect(version)


class MoveFilter(filters.FilterSet):
    day = filters.DateFilter(label=gettext_lazy("night of"))
    was = filters.ChoiceFilter(
        label=gettext_lazy("segment before"), choices=[(each.key, each.name) for each in SEGMENTS]
    )
    now = filters.ChoiceFilter(
        label=gettext_lazy("segment after"), choices=[(each.key, each.name) for each in SEGMENTS]
    )

    class Meta:
        model = SegmentMove
        fields = ()


def _name(key: str) -> str:
    return str(BY_SEGMENT[key].name) if key in BY_SEGMENT else key


class MoveList(PermissionRequiredMixin, ListPage):
    """Who moved from which segment to which, and when."""

    permission_required = "segments.view_segmentmove"
    page_title = gettext_lazy("Moves between segments")
    empty_title = gettext_lazy("Nobody has moved")
    empty_text = gettext_lazy("From the second night on, this shows who came into another segment.")
    columns = (
        Column("day", gettext_lazy("night of"), sort=("day",)),
        Column("guest", gettext_lazy("guest"), value=lambda row: row.guest.display_name),
        Column("number", gettext_lazy("guest number"), value=lambda row: row.guest.number),
        Column("was", gettext_lazy("segment before"), value=lambda row: _name(row.was)),
        Column("was_since", gettext_lazy("had been so since")),
        Column("now", gettext_lazy("segment after"), value=lambda row: _name(row.now)),
        Column("version", gettext_lazy("version"), value=lambda row: row.version.number),
    )
    default_sort = "-day"
    filterset_class = MoveFilter
    export_permission = "guests.export_guest"

    def get_queryset(self):
        return SegmentMove.objects.select_related("guest", "version")

    def row_url(self, row) -> str:
        return f"{row.guest.get_absolute_url()}#segment"

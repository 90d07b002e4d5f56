"""What guests answered, and answers that staff take down for a guest."""

import django_filters as filters
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.dates import business_date
from common.errors import HotelError
from common.list_parts import Column
from common.lists import ListPage
from feedback.choices import SurveyChannel
from feedback.models import AnswerSet
from feedback.scales import SHAPES
from feedback.selectors.answers import finished_sets, in_words, with_answers
from feedback.selectors.questions import instrument_of, screens_of
from feedback.services.answering import record_set, require_may_be_asked
from feedback.speech import language_of
from feedback.views.public import LONGEST_COMMENT, read_answers
from reservations.models import Stay


class AnswerFilter(filters.FilterSet):
    channel = filters.ChoiceFilter(label=gettext_lazy("channel"), choices=SurveyChannel)
    since = filters.DateFilter(label=gettext_lazy("from"), field_name="business_date", lookup_expr="gte")
    until = filters.DateFilter(label=gettext_lazy("until"), field_name="business_date", lookup_expr="lte")
    words = filters.BooleanFilter(label=gettext_lazy("in his own words"), method="with_words")

    class Meta:
        model = AnswerSet
        fields = ()

    def with_words(self, queryset, name, value):
        return queryset.exclude(comment="") if value else queryset.filter(comment="")


class AnswerList(PermissionRequiredMixin, ListPage):
    """Finished sets, the newest first."""

    permission_required = "feedback.view_answerset"
    page_title = gettext_lazy("What guests answered")
    empty_title = gettext_lazy("Nobody has answered yet")
    empty_text = gettext_lazy(
        "Answers come from the tablet at the desk, the cards in the rooms, links and files."
    )
    columns = (
        Column("business_date", gettext_lazy("date"), sort=("business_date", "pk")),
        Column("channel", gettext_lazy("channel"), value=lambda row: row.get_channel_display()),
        Column(
            "guest", gettext_lazy("guest"), value=lambda row: row.guest.display_name if row.guest else "—"
        ),
        Column("room", gettext_lazy("room"), value=lambda row: row.room.number if row.room else "—"),
        Column("comment", gettext_lazy("in his own words"), value=lambda row: row.comment[:120]),
    )
    default_sort = "-business_date"
    filterset_class = AnswerFilter
    counted_exactly = 20_000

    def get_queryset(self):
        return finished_sets()

    def row_url(self, row) -> str:
        return row.get_absolute_url()


@require_safe
@permission_required("feedback.view_answerset", raise_exception=True)
def answer_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set with every answer."""
    shown = get_object_or_404(with_answers(finished_sets()).select_related("stay__line__reservation"), pk=pk)
    return render(request, "feedback/answer_set.html", {"set": shown, "said": in_words(shown.answers.all())})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("feedback.add_answerset", raise_exception=True)
def enter(request: HttpRequest, stay: int | None = None) -> HttpResponse:
    """Staff ask in person, on one page: a guest of whom the stay is known, or anybody."""
    asked = get_object_or_404(Stay.objects.select_related("guest", "line__room"), pk=stay) if stay else None
    on, at = business_date(), timezone.now()
    error, instrument, screens = None, None, []
    try:
        if asked is not None:
            require_may_be_asked(asked, channel=SurveyChannel.IN_PERSON, on=on)
        instrument = instrument_of(SurveyChannel.IN_PERSON)
        screens = screens_of(instrument.system_id)
        if request.method == "POST":
            _taken_down(request, asked, instrument, screens, on, at)
            messages.success(request, _("Saved: what the guest answered is with his file."))
            return redirect(f"{asked.guest.get_absolute_url()}#feedback" if asked else "feedback:answers")
    except HotelError as refused:
        error = refused.message
    context = {
        "stay": asked,
        "instrument": instrument,
        "screens": screens,
        "steps": SHAPES[instrument.scale].steps if instrument else (),
        "said": request.POST,
        "error": error,
        "longest": LONGEST_COMMENT,
    }
    return render(request, "feedback/enter.html", context, status=400 if error else 200)


def _taken_down(request: HttpRequest, asked: Stay | None, instrument, screens, on, at) -> None:
    record_set(
        channel=SurveyChannel.IN_PERSON,
        instrument=instrument,
        answers=read_answers(request.POST, screens, instrument.scale),
        comment=request.POST.get("comment", "")[:LONGEST_COMMENT],
        on=on,
        at=at,
        stay=asked,
        room=asked.line.room if asked else None,
        language=language_of(asked.guest) if asked else "",
        noted_by=request.user.get_username(),
    )

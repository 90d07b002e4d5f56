"""What the hotel asks and how: surveys of the channels, versions of the indicator system, cards of the rooms."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import HotelError
from feedback.cards import qr_svg
from feedback.choices import ASKED_BY_US
from feedback.forms import CriterionFormSet, DraftForm, IndicatorFormSet, InstrumentForm
from feedback.models import IndicatorSystem, InstrumentChannel
from feedback.selectors.answers import counts_by_channel
from feedback.selectors.questions import screens_of
from feedback.services.cards import codes_of_all_rooms
from feedback.services.systems import (
    CriterionWords,
    IndicatorWords,
    ask_channels,
    begin_draft,
    drop_draft,
    publish_draft,
    rewrite_draft,
    stop_asking,
)

may_see = permission_required("feedback.view_indicatorsystem", raise_exception=True)
may_change = permission_required("feedback.change_indicatorsystem", raise_exception=True)


@require_safe
@may_see
def surveys(request: HttpRequest) -> HttpResponse:
    """Which survey each channel asks with, how many answered, and the versions of the system."""
    asking = {
        row.channel: row.instrument for row in InstrumentChannel.objects.select_related("instrument__system")
    }
    context = {
        "channels": [(channel, channel.label, asking.get(channel)) for channel in ASKED_BY_US],
        "counts": counts_by_channel(),
        "systems": IndicatorSystem.objects.select_related("published_by"),
    }
    return render(request, "feedback/surveys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def new_instrument(request: HttpRequest) -> HttpResponse:
    """Another scale, title or threshold for some channels, from now on."""
    form = InstrumentForm(request.POST or None, initial=_present_words())
    if request.method == "POST" and form.is_valid():
        ask_channels(**form.cleaned_data)
        messages.success(request, _("From now on these channels ask with the new survey."))
        return redirect("feedback:surveys")
    return render(request, "feedback/instrument_form.html", {"form": form})


@require_POST
@may_change
def stop_channel(request: HttpRequest, channel: str) -> HttpResponse:
    """This channel asks nothing until it gets a survey again."""
    stop_asking(channel=channel)
    return redirect("feedback:surveys")


@require_safe
@may_see
def system(request: HttpRequest, version: int) -> HttpResponse:
    """One version as it is or was."""
    shown = get_object_or_404(IndicatorSystem.objects.select_related("published_by"), version=version)
    return render(request, "feedback/system.html", {"system": shown, "screens": screens_of(shown.pk)})


@require_POST
@may_change
def new_draft(request: HttpRequest) -> HttpResponse:
    return redirect("feedback:edit_system", begin_draft().version)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit_system(request: HttpRequest, version: int) -> HttpResponse:
    """The draft as a form; the button `publish` saves it and puts it into use."""
    draft = get_object_or_404(IndicatorSystem, version=version)
    if not draft.is_draft:
        return redirect(draft)
    criteria = list(draft.criteria.order_by("position", "pk"))
    indicators = draft.indicators.select_related("criterion").order_by(
        "criterion__position", "position", "pk"
    )
    posted = request.POST if request.method == "POST" else None
    head = DraftForm(posted, initial={"note": draft.note})
    criterion_forms = CriterionFormSet(posted, prefix="criteria", initial=[_words(each) for each in criteria])
    indicator_forms = IndicatorFormSet(
        posted,
        prefix="indicators",
        initial=[
            _words(each) | {"criterion": each.criterion.key, "department": each.department}
            for each in indicators
        ],
        form_kwargs={"criteria": [(each.key, each.name) for each in criteria]},
    )
    error = None
    if posted is not None and all([head.is_valid(), criterion_forms.is_valid(), indicator_forms.is_valid()]):
        try:
            _save_draft(draft, head, criterion_forms, indicator_forms)
            if "publish" in posted:
                publish_draft(system=draft, by=request.user, at=timezone.now())
                messages.success(request, _("Published: every channel asks this version from now on."))
                return redirect(draft)
        except HotelError as refused:
            error = refused.message
        else:
            messages.success(request, _("Saved."))
            return redirect("feedback:edit_system", version)
    context = {
        "system": draft,
        "head": head,
        "criterion_forms": criterion_forms,
        "indicator_forms": indicator_forms,
        "error": error,
    }
    return render(request, "feedback/system_form.html", context, status=400 if error else 200)


@require_POST
@may_change
def drop_system(request: HttpRequest, version: int) -> HttpResponse:
    """Throw the draft away."""
    try:
        drop_draft(system=get_object_or_404(IndicatorSystem, version=version))
    except HotelError as refused:
        messages.error(request, refused.message)
    return redirect("feedback:surveys")


@require_safe
@may_see
def cards(request: HttpRequest) -> HttpResponse:
    """A sheet of cards with the QR codes of all rooms, to print and cut."""
    base = settings.PUBLIC_URL.rstrip("/")
    drawn = [
        (code.room, qr_svg(base + reverse("survey:room", args=[code.code]))) for code in codes_of_all_rooms()
    ]
    return render(request, "feedback/cards.html", {"cards": drawn})


def _present_words() -> dict:
    row = InstrumentChannel.objects.select_related("instrument").order_by("-instrument__version").first()
    if row is None:
        return {}
    now = row.instrument
    return {
        "scale": now.scale,
        "title_zh": now.title_zh,
        "title_en": now.title_en,
        "complaint_below": now.complaint_below,
    }


def _words(each) -> dict:
    return {"key": each.key, "name_zh": each.name_zh, "name_en": each.name_en, "position": each.position}


def _kept(forms) -> list[dict]:
    """The rows that say something and are not to go, each with a key."""
    rows = [
        form.cleaned_data
        for form in forms
        if form.cleaned_data.get("name_en") and not form.cleaned_data.get("DELETE")
    ]
    for row in rows:
        row["key"] = row["key"] or slugify(row["name_en"])[:40].replace("-", "_") or "new"
    return rows


def _save_draft(draft: IndicatorSystem, head, criterion_forms, indicator_forms) -> None:
    names = ("key", "name_zh", "name_en", "position")
    rewrite_draft(
        system=draft,
        note=head.cleaned_data["note"],
        criteria=[CriterionWords(**{name: row[name] for name in names}) for row in _kept(criterion_forms)],
        indicators=[
            IndicatorWords(**{name: row[name] for name in (*names, "criterion", "department")})
            for row in _kept(indicator_forms)
        ],
    )

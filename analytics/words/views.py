"""Labelling one text a screen, training, and what the texts say."""

from random import SystemRandom
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.words import selectors, services
from analytics.words.choices import TRAIN_JOB, Polarity, Source
from analytics.words.forms import LabelForm, MonthForm, WhichText
from common.errors import HotelError
from common.jobs import start

#: Who labels reads words of answers and of complaints.
LABELS = ("words.add_textlabel", "feedback.view_answerset", "feedback.view_complaint")


@require_safe
@permission_required("words.view_wordsmodel", raise_exception=True)
def overview(request):
    """What the texts say, each figure with its accuracy, of all months or `?month=`; how far the labelling is."""
    standing = selectors.standing()
    form = MonthForm(request.GET, months=selectors.months_read())
    context = {
        "standing": standing,
        "form": form,
        "month": form.month,
        "figures": selectors.figures(form.month),
        "fewest": selectors.FEWEST_LABELS,
        "polarities": list(Polarity),
        "may_label": request.user.has_perms(LABELS),
    }
    return render(request, "words/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(LABELS, raise_exception=True)
def label(request):
    """One text; the label leads to the next one. `?source=&pk=` opens one again."""
    by = request.user.get_username()
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.label(
                source=Source(given["source"]),
                pk=given["pk"],
                polarity=given["polarity"],
                about=given["themes"],
                by=by,
                now=timezone.now(),
            )
            last = {"last_source": given["source"], "last": given["pk"]}
            return redirect(f"{reverse('words:label')}?{urlencode(last)}")
        except HotelError as error:
            messages.error(request, str(error.message))
            return redirect("words:label")
    text = WhichText(request.POST or request.GET).text()
    text = text or selectors.next_text(by=by, chance=SystemRandom())
    if not form.is_bound and text is not None:
        form = LabelForm(initial={"source": text.source, "pk": text.pk})
    context = {"text": text, "form": form, "standing": selectors.standing(), "last": _last(request)}
    return render(request, "words/label.html", context)


def _last(request) -> str:
    """Address of the text that was labelled just now, to correct a slip; '' if there is none."""
    named = WhichText({"source": request.GET.get("last_source"), "pk": request.GET.get("last")})
    if not named.is_valid():
        return ""
    return f"{reverse('words:label')}?{urlencode(named.cleaned_data)}"


@require_POST
@permission_required("words.add_wordsmodel", raise_exception=True)
def train(request):
    """Train in the background; leads to the progress."""
    missing = selectors.standing().missing
    if missing:
        messages.error(request, _("Not yet: label %(missing)s more texts.") % {"missing": missing})
        return redirect("words:overview")
    run = start(TRAIN_JOB, requested_by=request.user)
    return redirect("jobs:run", run.pk)

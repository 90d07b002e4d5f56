"""The training sample, and labelling one guest a screen."""

from random import SystemRandom
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.segments.choices import SAMPLE_JOB
from analytics.segments.default_scheme import SEGMENTS
from analytics.segments.models import SampledGuest
from analytics.segments.selectors import labelling as found
from analytics.segments.services import labelling
from analytics.segments.tree_forms import LabelForm, SampleForm, WhichGuest
from common.errors import HotelError
from common.jobs import start

#: Who labels sees guests.
LABELS = ("segments.add_segmentlabel", "guests.view_guest")
#: The keys of the segments, in their order.
KEYS = "123456789abcd"
#: Sent by static/js/label-queue.js, which wants the guest after the one it shows already.
FRAGMENT = "X-Label-Queue"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("segments.view_trainingsample", raise_exception=True)
def sample(request):
    """Clusters of the newest sample, how far its labelling is; drawing a new one in the background."""
    form = SampleForm(request.POST or None)
    if request.method == "POST" and not request.user.has_perm("segments.add_trainingsample"):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        params = {"size": form.cleaned_data["size"], "seed": SystemRandom().randrange(1, 2**31)}
        run = start(SAMPLE_JOB, params=params, requested_by=request.user)
        return redirect("jobs:run", run.pk)
    standing = found.standing(today=timezone.localdate())
    context = {"form": form, "standing": standing, "may_label": request.user.has_perms(LABELS)}
    if standing is not None:
        proposed = standing.sample.proposed
        context |= {
            "profiles": found.profiles_of(standing.sample),
            "by_segment": [(*row, proposed.get(row[0].key, 0)) for row in standing.of_segments],
        }
    return render(request, "segments/sample.html", context)


@require_safe
@permission_required(LABELS, raise_exception=True)
def label(request):
    """A guest to label with the next one ready behind him; `?guest=` opens one again."""
    named = WhichGuest(request.GET)
    member = found.member_named(named.cleaned_data["guest"]) if named.is_valid() else None
    member = member or _next([])
    following = _next([member.pk]) if member else None
    context = {
        "card": found.card_of(member) if member else None,
        "following": found.card_of(following) if following else None,
        "options": list(zip(KEYS, SEGMENTS, strict=True)),
        "standing": found.standing(today=timezone.localdate()),
        "last": request.GET.get("last", "") if request.GET.get("last", "").isdecimal() else "",
    }
    return render(request, "segments/label.html", context)


@require_POST
@permission_required(LABELS, raise_exception=True)
def save_label(request):
    """Keep the label; the script is answered with the guest after the one on the screen, others with a page."""
    form, wants_fragment = LabelForm(request.POST), FRAGMENT in request.headers
    if not form.is_valid():
        return _refused(request, _("Choose a segment."), wants_fragment)
    given = form.cleaned_data
    try:
        labelling.label(
            sampled=given["sampled"],
            segment=given["segment"],
            by=request.user.get_username(),
            now=timezone.now(),
            seen=given["seen"],
        )
    except HotelError as error:
        return _refused(request, str(error.message), wants_fragment)
    if not wants_fragment:
        return redirect(f"{reverse('segments:label')}?{urlencode({'last': given['sampled']})}")
    member = _next([given["sampled"], given["after"] or 0])
    context = {
        "card": found.card_of(member) if member else None,
        "options": list(zip(KEYS, SEGMENTS, strict=True)),
    }
    return render(request, "segments/_label_card.html", context)


@require_POST
@permission_required(LABELS, raise_exception=True)
def withdraw_label(request):
    """Take one's own label of a guest back; he is shown again."""
    which = WhichGuest(request.POST)
    if not which.is_valid():
        return redirect("segments:label")
    pk = which.cleaned_data["guest"]
    try:
        labelling.take_back(sampled=pk, by=request.user.get_username(), now=timezone.now())
    except HotelError as error:
        messages.error(request, str(error.message))
    return redirect(f"{reverse('segments:label')}?{urlencode({'guest': pk})}")


@require_POST
@permission_required("segments.add_trainingsample", raise_exception=True)
def take_over(request):
    """What the rules proposed, as labels that say so; for a demonstration."""
    newest = found.newest_sample()
    if newest is not None:
        done = labelling.take_over_proposals(sample=newest, now=timezone.now())
        messages.success(request, _("Taken over from the rules and marked as such: %(n)s.") % {"n": done})
    return redirect("segments:sample")


def _next(but_not: list[int]) -> SampledGuest | None:
    return found.next_member(but_not=but_not, chance=SystemRandom())


def _refused(request, message: str, wants_fragment: bool) -> HttpResponse:
    if wants_fragment:
        return HttpResponse(message, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, message)
    return redirect("segments:label")

"""The pages on which an expert answers: a colleague after signing in, an outsider by his link, also on a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.satisfaction.models import Expert, Reply
from analytics.satisfaction.scale_words import steps_of_slider, words_of_slider
from analytics.satisfaction.selectors.asking import answer_page, group_states
from analytics.satisfaction.selectors.groups import Group, asked_groups
from analytics.satisfaction.selectors.links import expert_of
from analytics.satisfaction.services import replies
from common.addresses import address
from common.errors import HotelError


@dataclass(frozen=True)
class Door:
    """The way an expert came in: his own page by number, or by his link; the pages behind it are the same."""

    expert: Expert
    prefix: str
    argument: int | str

    @property
    def layout(self) -> str:
        return "base.html" if self.expert.user_id else "satisfaction/outside.html"

    @property
    def home(self) -> str:
        return address(f"satisfaction:{self.prefix}", self.argument)

    @property
    def hand_in(self) -> str:
        return address(f"satisfaction:{self.prefix}_hand_in", self.argument)

    def group(self, group: Group, pair: int | None = None) -> str:
        path = address(f"satisfaction:{self.prefix}_group", self.argument, group.slug)
        return path if pair is None else f"{path}?pair={pair}"


def _of_colleague(request, pk: int) -> Door:
    experts = Expert.objects.select_related("weighting__system")
    return Door(get_object_or_404(experts, weighting=pk, user=request.user), "opinion", pk)


def _of_outsider(token: str) -> Door:
    expert = expert_of(token)
    if expert is None:
        raise Http404(_("This link is not valid, or not any more."))
    return Door(expert, "asked", token)


@require_safe
def opinion(request, pk: int):
    return _home(request, _of_colleague(request, pk))


@login_not_required
@require_safe
def asked(request, token: str):
    return _home(request, _of_outsider(token))


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_group(request, pk: int, slug: str):
    return _group(request, _of_colleague(request, pk), slug)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def asked_group(request, token: str, slug: str):
    return _group(request, _of_outsider(token), slug)


@require_POST
def opinion_hand_in(request, pk: int):
    return _hand_in(request, _of_colleague(request, pk))


@login_not_required
@require_POST
def asked_hand_in(request, token: str):
    return _hand_in(request, _of_outsider(token))


def _home(request, door: Door):
    """What there is to answer, how far he is, and handing it in."""
    context = {"door": door, "weighting": door.expert.weighting}
    try:
        reply = replies.reply_in_open_round(expert=door.expert)
    except HotelError as error:
        return render(request, "satisfaction/reply_closed.html", context | {"why": error.message})
    states = group_states(reply)
    context |= {
        "reply": reply,
        "states": [(state, door.group(state.group)) for state in states],
        "is_ready": all(state.standing.is_complete and state.standing.weights for state in states),
    }
    return render(request, "satisfaction/reply.html", context)


def _hand_in(request, door: Door):
    try:
        replies.hand_in(reply=replies.reply_in_open_round(expert=door.expert))
    except HotelError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Handed in, thank you. You may change it until the round is closed."))
    return redirect(door.home)


def _group(request, door: Door, slug: str):
    """One group of siblings: a pair at a time, or figures for all; kept as he goes."""
    groups = {group.slug: group for group in asked_groups(door.expert.weighting)}
    if slug not in groups:
        raise Http404
    try:
        reply = replies.reply_in_open_round(expert=door.expert)
    except HotelError:
        return redirect(door.home)
    ask = _pairs if door.expert.weighting.is_in_pairs else _figures
    return ask(request, door, reply, groups[slug])


def _pairs(request, door: Door, reply: Reply, group: Group):
    number = _pair_number(request, group)
    first, second = (group.items[at] for at in group.pairs[number])
    method = door.expert.weighting.method
    error = ""
    if request.method == "POST":

        def keep() -> None:
            given = steps_of_slider(method, request.POST.get("slider", ""))
            replies.compare(reply=reply, group=group, first=first.key, second=second.key, answer=given)

        error = _kept(keep)
    page = answer_page(reply, group)
    if request.method == "POST" and not error and not request.htmx:
        return redirect(_after_pair(door, group, page, number))
    context = {
        "number": number,
        "first": first,
        "second": second,
        "words": words_of_slider(method, first.label, second.label),
        "slider": page.slider(number),
        "steps": [(at, door.group(group, at), page.is_given(at)) for at in range(len(group.pairs))],
    }
    return _answer(request, door, group, page, error, context)


def _after_pair(door: Door, group: Group, page, number: int) -> str:
    """The next pair that is missing; of a group that contradicts itself the pair that does; else back home."""
    if page.missing:
        later = [at for at in page.missing if at > number]
        return door.group(group, (later or page.missing)[0])
    if page.standing.is_refused:
        worst = page.standing.contradiction
        return door.group(group, group.pairs.index(worst.pair) if worst else number)
    return door.home


def _pair_number(request, group: Group) -> int:
    given = request.GET.get("pair", "")
    number = int(given) if given.isdigit() and len(given) < 4 else 0
    if number >= len(group.pairs):
        raise Http404
    return number


def _figures(request, door: Door, reply: Reply, group: Group):
    given = {item.key: request.POST.get(f"points_{item.key}", "").strip() for item in group.items}
    error = ""
    if request.method == "POST":
        error = _kept(lambda: replies.weigh(reply=reply, group=group, points=_points(given)))
        if not error and not request.htmx:
            return redirect(door.home)
    page = answer_page(reply, group)
    typed = given if error else {}
    return _answer(request, door, group, page, error, {"figures": page.figures(typed)})


def _points(given: dict[str, str]) -> dict[str, Decimal]:
    points = {}
    for key, text in given.items():
        try:
            points[key] = Decimal(text)
        except InvalidOperation:
            raise HotelError(_("Every one needs a number from 0 to 100."), field=key) from None
        if not points[key].is_finite():
            raise HotelError(_("Every one needs a number from 0 to 100."), field=key)
    return points


def _kept(keep: Callable[[], None]) -> str:
    """Why nothing was kept; '' when it was."""
    try:
        keep()
    except HotelError as error:
        return str(error.message)
    return ""


def _answer(request, door: Door, group: Group, page, error: str, context: dict):
    worst = page.standing.contradiction
    context |= {
        "door": door,
        "weighting": door.expert.weighting,
        "group": group,
        "page": page,
        "error": error,
        "here": door.group(group, context.get("number")),
        "worst_url": door.group(group, group.pairs.index(worst.pair)) if worst else "",
    }
    name = "satisfaction/_standing.html" if request.htmx else "satisfaction/reply_group.html"
    return render(request, name, context)

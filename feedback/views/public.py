"""The survey as a guest sees it: opened by a link, without signing in, on a phone or the tablet at the desk.

The token in the address is all the authority there is, so these pages need no session and no cookie; a cookie
holds nothing but the language he chose. Unknown, expired and ended links look alike.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from common.dates import business_date
from common.errors import HotelError
from feedback.choices import SurveyChannel
from feedback.exceptions import LinkNotValid
from feedback.models import RoomSurveyCode, SurveyLink
from feedback.scales import SHAPES, read_points
from feedback.selectors.questions import Screen, instrument_of, screens_of
from feedback.services.links import (
    answer_screen,
    finish_by_link,
    is_open,
    link_of,
    saved_answers,
    scan_room,
)
from feedback.services.tablets import tablet_of
from feedback.speech import speak_to

TABLET_COOKIE = "survey_tablet"
NOT_USED = "none"
LONGEST_COMMENT = 4000
#: Wrong addresses from one place in ten minutes, before they are answered shortly; right ones always open.
MISSES = 30
MISSES_SECONDS = 600


def public(view: Callable) -> Callable:
    """A page for guests: nobody signs in, nothing is kept by browsers, machines do not list it."""

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(never_cache(csrf_exempt(shown)))


def with_link(view: Callable) -> Callable:
    """Give `view` the open link of the token in the address, in the guest's language; else say that it is not valid."""

    @wraps(view)
    def shown(request: HttpRequest, token: str, *args, **kwargs) -> HttpResponse:
        link = link_of(token)
        if link is None:
            return _miss(request)
        speak_to(request, link.stay.guest if link.stay else None)
        if link.used_at is not None:
            return redirect("survey:thanks")
        if not is_open(link, timezone.now()):
            return not_valid(request)
        return view(request, link, token, *args, **kwargs)

    return public(shown)


@require_http_methods(["GET", "HEAD"])
@with_link
def open_survey(request: HttpRequest, link: SurveyLink, token: str) -> HttpResponse:
    """To the first screen that has no answer yet."""
    screens = screens_of(_instrument(link).system_id)
    saved = saved_answers(link.answer_set)
    first = 1
    if saved:
        unanswered = (
            number
            for number, screen in enumerate(screens, start=1)
            if not any(indicator.pk in saved for indicator in screen.indicators)
        )
        first = next(unanswered, len(screens) + 1)
    return redirect("survey:screen", token, first)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def screen(request: HttpRequest, link: SurveyLink, token: str, number: int) -> HttpResponse:
    """One criterion at a time, the guest's own words last; each is saved when he goes on or back."""
    screens = screens_of(_instrument(link).system_id)
    is_last = number == len(screens) + 1
    if not 1 <= number <= len(screens) + 1:
        return redirect("survey:open", token)
    error = None
    if request.method == "POST":
        try:
            if is_last and "back" not in request.POST:
                return _finish(request, link)
            if not is_last:
                _save(request, link, screens[number - 1])
        except LinkNotValid:
            return not_valid(request)
        except HotelError as refused:
            error = refused.message
        else:
            return redirect(
                "survey:screen", token, max(number - 1, 1) if "back" in request.POST else number + 1
            )
    context = {
        "link": link,
        "token": token,
        "instrument": _instrument(link),
        "number": number,
        "steps": len(screens) + 1,
        "is_last": is_last,
        "error": error,
        "on_tablet": _is_tablet(request, link),
        "longest": LONGEST_COMMENT,
    }
    if not is_last:
        context |= _questions(screens[number - 1], _instrument(link).scale, link)
    return render(request, "feedback/survey_screen.html", context, status=400 if error else 200)


@require_safe
@public
def thanks(request: HttpRequest) -> HttpResponse:
    """Done; a tablet goes back to its start by itself."""
    return render(request, "feedback/survey_thanks.html", {"on_tablet": TABLET_COOKIE in request.COOKIES})


@require_http_methods(["GET", "HEAD", "POST"])
@public
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The card in a room: who presses the button answers for the stay that is in the room now."""
    card = RoomSurveyCode.objects.select_related("room").filter(code=code).first()
    if card is None:
        return _miss(request)
    error = None
    if request.method == "POST":
        try:
            token = scan_room(code=card, on=business_date(), at=timezone.now())
        except HotelError as refused:
            error = refused.message
        else:
            return redirect("survey:open", token)
    instrument = instrument_of(SurveyChannel.ROOM) if error is None else None
    return render(request, "feedback/survey_room.html", {"instrument": instrument, "error": error})


def not_valid(request: HttpRequest, status: int = 404) -> HttpResponse:
    """The same page for every address that opens nothing."""
    on_tablet = TABLET_COOKIE in request.COOKIES
    return render(request, "feedback/survey_not_valid.html", {"on_tablet": on_tablet}, status=status)


def _miss(request: HttpRequest) -> HttpResponse:
    """No such token: whoever tries many is told nothing more."""
    tries = cache.count(f"survey-miss:{request.META.get('REMOTE_ADDR', '')}", MISSES_SECONDS)
    if tries > MISSES:
        return HttpResponse(status=429, headers={"Retry-After": str(MISSES_SECONDS)})
    return not_valid(request)


def _instrument(link: SurveyLink):
    """A survey that was begun goes on as it began, whatever has been published since."""
    return link.answer_set.instrument if link.answer_set else instrument_of(link.channel)


def _is_tablet(request: HttpRequest, link: SurveyLink) -> bool:
    if link.channel != SurveyChannel.DESK:
        return False
    return tablet_of(request.COOKIES.get(TABLET_COOKIE, "")) is not None


def _questions(screen: Screen, scale: str, link: SurveyLink) -> dict:
    saved = saved_answers(link.answer_set)
    shape = SHAPES[scale]
    questions = []
    for indicator in screen.indicators:
        said = saved.get(indicator.pk)
        questions.append(
            {
                "indicator": indicator,
                "steps": [
                    {"points": points, "word": word, "checked": said is not None and said == points}
                    for points, word in shape.steps
                ],
                "not_used": indicator.pk in saved and said is None,
            }
        )
    return {"criterion": screen.criterion, "questions": questions, "scale": scale}


def _save(request: HttpRequest, link: SurveyLink, screen: Screen) -> None:
    answers = read_answers(request.POST, [screen], _instrument(link).scale)
    if answers or link.answer_set is not None:
        answer_screen(
            link=link,
            answers=answers,
            language=translation.get_language() or "",
            on=business_date(),
            at=timezone.now(),
        )


def _finish(request: HttpRequest, link: SurveyLink) -> HttpResponse:
    finish_by_link(
        link=link,
        comment=request.POST.get("comment", "")[:LONGEST_COMMENT],
        language=translation.get_language() or "",
        on=business_date(),
        at=timezone.now(),
    )
    return redirect(reverse("survey:thanks"))


def read_answers(data, screens: list[Screen], scale: str) -> dict[int, Decimal | None]:
    """Points by indicator id as a form posted them; what the scale does not have counts as not answered."""
    answers: dict[int, Decimal | None] = {}
    for screen in screens:
        for indicator in screen.indicators:
            said = data.get(f"q-{indicator.pk}", "")
            if said == NOT_USED:
                answers[indicator.pk] = None
                continue
            points = read_points(said, scale)
            if points is not None:
                answers[indicator.pk] = points
    return answers

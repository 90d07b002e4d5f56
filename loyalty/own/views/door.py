"""The way in and out: a link, a one-time code, leaving. No answer tells whether somebody is known here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.dates import business_date
from feedback.speech import speak_to
from loyalty.own.choices import Way
from loyalty.own.exceptions import TooManyCodes, WrongCode
from loyalty.own.forms import CodeForm, EntryForm
from loyalty.own.selectors.people import target_of
from loyalty.own.services.codes import LIVES, ask_code, use_code
from loyalty.own.services.links import guest_of_link
from loyalty.own.services.sessions import begin_session, end_everything, end_session, session_of
from loyalty.own.sms import gateway
from loyalty.own.views.frame import PATH, SESSION, TICKET, is_too_often, keep, outside, own_page

#: From one place in an hour.
ASKED, TRIED, MISSED = 20, 60, 30


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def start(request: HttpRequest) -> HttpResponse:
    """He types his address or number; what is answered depends on what he typed alone."""
    if session_of(request.COOKIES.get(SESSION, ""), at=timezone.now()):
        return redirect("own:home")
    form = EntryForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        target = target_of(form.cleaned_data["target"])
        if target is None:
            form.add_error("target", _("This is neither an e-mail address nor a phone number."))
        else:
            try:
                ticket = _ask(request, target)
            except TooManyCodes as refused:
                form.add_error(None, str(refused.message))
                status = 429
            else:
                return keep(redirect("own:code"), TICKET, ticket, seconds=int(LIVES.total_seconds()))
    return render(request, "own/start.html", {"form": form, "by_text": gateway() is not None}, status=status)


def _ask(request: HttpRequest, target) -> str:
    if is_too_often(request, "ask", ASKED):
        raise TooManyCodes
    return ask_code(target=target, language=translation.get_language() or "", at=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def code(request: HttpRequest) -> HttpResponse:
    """The code that was sent, if anybody is known by what was typed; the page is the same if not."""
    ticket = request.COOKIES.get(TICKET, "")
    if not ticket:
        return redirect("own:start")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        used = None
        if not is_too_often(request, "try", TRIED):
            used = use_code(
                ticket=ticket, code=form.cleaned_data["code"], on=business_date(), at=timezone.now()
            )
        if used is not None:
            response = _enter(used.guest, Way.CODE)
            response.delete_cookie(TICKET, path=PATH)
            return response
        form.add_error("code", str(WrongCode.default_message))
        status = 400
    return render(request, "own/code.html", {"form": form, "action": "", "erasing": False}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@outside
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link opens by a press, not by being looked at: programs that look through mail press nothing."""
    guest = guest_of_link(token, on=business_date(), at=timezone.now())
    if guest is None:
        if is_too_often(request, "miss", MISSED):
            return HttpResponse(status=429, headers={"Retry-After": "3600"})
        return render(request, "own/not_valid.html", status=404)
    speak_to(request, guest)
    if request.method == "POST":
        return _enter(guest, Way.LINK)
    return render(request, "own/open.html")


def _enter(guest, way: str) -> HttpResponse:
    token = begin_session(guest=guest, way=way, at=timezone.now())
    return keep(redirect("own:home"), SESSION, token)


@require_POST
@own_page
def leave(request: HttpRequest, guest) -> HttpResponse:
    """This visit is over."""
    end_session(token=request.COOKIES.get(SESSION, ""))
    return _gone()


@require_POST
@own_page
def leave_everywhere(request: HttpRequest, guest) -> HttpResponse:
    """All visits, and every link he was sent."""
    end_everything(guest=guest)
    messages.success(request, _("Every visit and every link has been ended."))
    return _gone()


def _gone() -> HttpResponse:
    response = redirect("own:start")
    response.delete_cookie(SESSION, path=PATH)
    return response

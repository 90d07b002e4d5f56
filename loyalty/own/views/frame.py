"""What all pages for guests have in common: no sign-in of the staff's, nothing kept, nothing told to other hosts."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from common.callers import address_of
from common.dates import business_date
from feedback.speech import speak_to
from loyalty.own.authorship import by_the_guest
from loyalty.own.selectors.people import page_owner
from loyalty.own.services.sessions import session_of

SESSION, TICKET = "own_session", "own_ticket"
PATH = "/me/"
HOUR = 3600


def outside(view: Callable) -> Callable:
    """A page for guests. A session of the staff's in the same browser counts for nothing here."""

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.user = AnonymousUser()
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return login_not_required(never_cache(shown))


def own_page(view: Callable) -> Callable:
    """`view(request, guest, …)` for the guest whose visit this is; everybody else is led to the entry."""

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        session = session_of(request.COOKIES.get(SESSION, ""), at=timezone.now())
        guest = page_owner(session.guest, business_date()) if session else None
        if guest is None:
            response = redirect("own:start")
            response.delete_cookie(SESSION, path=PATH)
            return response
        speak_to(request, guest)
        with by_the_guest():
            return view(request, guest, *args, **kwargs)

    return outside(shown)


def keep(response: HttpResponse, name: str, value: str, *, seconds: int | None = None) -> HttpResponse:
    """A cookie that only these pages get, that no script reads and that ends with the browser or after `seconds`."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this place has done `what` more than `most` times within an hour; without Redis nobody is held up, and
    the limits kept in the database remain."""
    return cache.count(f"own-{what}:{address_of(request)}", HOUR) > most

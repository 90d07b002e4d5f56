"""A code that was sent, handed in on the guest's own page before something is done that must be his wish."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from common.dates import business_date
from guests.models import Guest
from loyalty.own.exceptions import WrongCode
from loyalty.own.forms import CodeForm
from loyalty.own.models import OwnCode
from loyalty.own.services.codes import use_code
from loyalty.own.views.frame import PATH, TICKET


def confirm(
    request: HttpRequest, guest: Guest, *, purpose: str, act: Callable[[OwnCode], None], back: str, **context
) -> HttpResponse:
    """Asks for the code of `purpose`; `act(code)` once it is this guest's, then the page `back`."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        used = use_code(
            ticket=request.COOKIES.get(TICKET, ""),
            code=form.cleaned_data["code"],
            on=business_date(),
            at=timezone.now(),
            purpose=purpose,
        )
        if used is not None and used.guest == guest:
            act(used)
            response = redirect(back)
            response.delete_cookie(TICKET, path=PATH)
            return response
        form.add_error("code", str(WrongCode.default_message))
    status = 400 if form.errors else 200
    return render(request, "own/code.html", {"form": form, "guest": guest, **context}, status=status)

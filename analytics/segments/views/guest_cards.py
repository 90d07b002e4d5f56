"""What is told of one guest: a card that his page loads when somebody reaches for it, and a page of its own."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from guests.models import Guest
from guests.selectors.file import guest_by_number, survivor_of
from guests.services.reading import note_request


def of_one_guest(
    request, number: str, card: str, name: str, told: Callable[[Guest], Any], **further
) -> HttpResponse:
    """`told(guest)` under `name` in the template `card`; htmx gets only that, others a page around it. A merged or
    erased file leads to the one in use."""
    guest = guest_by_number(number)
    if survivor_of(guest) != guest or guest.erased_at is not None:
        return redirect(survivor_of(guest))
    note_request(request, [guest.pk])
    context = {"guest": guest, "card": card, name: told(guest), **further}
    response = render(request, card if request.htmx else "segments/of_guest.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response

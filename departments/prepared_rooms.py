"""What the lists of rooms and of food and beverage share: parts to look at, rights in a row, and ticking an item."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import trigger_client_event

from common.errors import HotelError
from guests.choices import Department
from reservations.services.set_up import tick_set_up

#: What the figures above the list wait for, to ask for themselves again.
TICKED = "ticked"
#: Parameter → (label, what belongs to that part).
Parts = Mapping[str, tuple[Any, Callable[[Any], bool]]]


def parts_of(parts: Parts, everything: list, asked: str) -> tuple[str, list, list[dict]]:
    """The part that is looked at, what belongs to it, and all parts with their counts for the template."""
    asked = asked if asked in parts else ""
    views = [
        {"value": value, "label": label, "current": value == asked, "count": sum(map(fits, everything))}
        for value, (label, fits) in parts.items()
    ]
    return asked, [one for one in everything if parts[asked][1](one)], views


def folded(asked: str, shown: list, has_items: Callable[[Any], bool]) -> tuple[list, list]:
    """(what stands open, what waits folded beneath it). Of the whole list only rooms that want something stand
    open, so that a full house fits a phone; a part that was asked for is shown as it is.
    """
    wanted = [one for one in shown if has_items(one)]
    if asked or not wanted:
        return shown, []
    return wanted, [one for one in shown if not has_items(one)]


def rights_in_rows(user, tick: str) -> dict[str, bool]:
    """What this person may do in a row of the list; asked once, not for each row. `tick` is that permission."""
    return {
        "open_guest": user.has_perm("guests.view_guest"),
        "read_alerts": user.has_perm("guests.view_alert"),
        "tick": user.has_perm(tick),
        "note": user.has_perm("guests.add_preference"),
    }


def answer_tick(
    request: HttpRequest, line: int, department: Department, *, page: str, row: Callable[[], HttpResponse]
) -> HttpResponse:
    """`item` is the key of a SetUpItem, `done` '1' or '0'. Answers htmx with the `row`, others with the `page`."""
    try:
        tick_set_up(
            line_id=line,
            key=request.POST.get("item", "") or " ",
            is_done=request.POST.get("done") == "1",
            at=timezone.now(),
            by=request.user,
            department=department,
        )
    except HotelError as refused:
        if not request.htmx:
            messages.error(request, refused.message)
    if not request.htmx:
        return redirect(f"{reverse(page)}#room-{line}")
    return trigger_client_event(row(), TICKED)

"""Rooms: the set-up list of today, ticked off on a phone, printed on A4."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.errors import HotelError
from reservations.selectors.set_up import RoomSetUp, set_up_list, set_up_of
from reservations.services.set_up import tick_set_up

#: The parts of the list one can look at: parameter → (label, which rooms).
VIEWS = {
    "": (_("All"), lambda room: True),
    "open": (_("Still to do"), lambda room: bool(room.open_items)),
    "arrivals": (_("Arrivals"), lambda room: room.is_arriving),
    "in_house": (_("In house"), lambda room: not room.is_arriving),
}


@require_safe
@permission_required("reservations.view_staywish", raise_exception=True)
def rooms(request):
    on = business_date()
    everything = set_up_list(on=on)
    asked = request.GET.get("show", "")
    asked = asked if asked in VIEWS else ""
    shown = [room for room in everything if VIEWS[asked][1](room)]
    context = {
        "on": on,
        "rooms": shown,
        "views": [
            {"value": value, "label": label, "current": value == asked, "count": sum(map(fits, everything))}
            for value, (label, fits) in VIEWS.items()
        ],
        "figures": _figures(everything),
        "may": _may(request.user),
    }
    return render(request, "departments/rooms.html", context)


def _may(user) -> dict[str, bool]:
    """What this person may do in a room of the list; asked once, not for each room."""
    return {
        "open_guest": user.has_perm("guests.view_guest"),
        "read_alerts": user.has_perm("guests.view_alert"),
        "tick": user.has_perm("reservations.change_staywish"),
        "note": user.has_perm("guests.add_preference"),
    }


def _figures(rooms: list[RoomSetUp]) -> dict[str, int]:
    return {
        "to_prepare": sum(bool(room.items) for room in rooms),
        "prepared": sum(room.is_prepared for room in rooms),
        "open_musts": sum(item.is_must for room in rooms for item in room.open_items),
        "without_room": sum(room.line.room is None for room in rooms),
    }


@require_POST
@permission_required("reservations.change_staywish", raise_exception=True)
def tick(request, line):
    """`item` is the key of a SetUpItem, `done` '1' or '0'. Answers htmx with the room, others with the list."""
    try:
        tick_set_up(
            line_id=line,
            key=request.POST.get("item", "") or " ",
            is_done=request.POST.get("done") == "1",
            at=timezone.now(),
            by=request.user,
        )
    except HotelError as refused:
        if not request.htmx:
            messages.error(request, refused.message)
    if not request.htmx:
        return redirect(f"{reverse('departments:rooms')}#room-{line}")
    room = set_up_of(line, on=business_date())
    if room is None:
        return HttpResponse("")
    return render(request, "departments/_set_up_room.html", {"room": room, "may": _may(request.user)})

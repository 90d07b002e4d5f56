"""Rooms: the set-up list of today and the two days after it, ticked off on a phone, printed on A4."""

from datetime import date, timedelta

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
from departments.hand_over_notes import shown_to
from guests.choices import Department
from reservations.selectors.set_up import AHEAD, RoomSetUp, set_up_list, set_up_of
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
    """`?show=` one of VIEWS, `&on=` today or one of the days that are prepared ahead."""
    today = business_date()
    days = [today + timedelta(days=n) for n in range(AHEAD.days + 1)]
    on = next((day for day in days if day.isoformat() == request.GET.get("on")), today)
    everything = set_up_list(on=on)
    asked = request.GET.get("show", "")
    asked = asked if asked in VIEWS else ""
    shown = [room for room in everything if VIEWS[asked][1](room)]
    context = {
        "on": on,
        "days": [{"day": day, "value": _parameter(day, today), "current": day == on} for day in days],
        "asked": asked,
        "on_value": _parameter(on, today),
        "hand_over": shown_to(request.user, Department.ROOMS),
        "rooms": shown,
        "views": [
            {"value": value, "label": label, "current": value == asked, "count": sum(map(fits, everything))}
            for value, (label, fits) in VIEWS.items()
        ],
        "figures": _figures(everything),
        "may": _may(request.user),
    }
    return render(request, "departments/rooms.html", context)


def _parameter(on: date, today: date) -> str:
    """As it stands in the address; today needs none."""
    return "" if on == today else on.isoformat()


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

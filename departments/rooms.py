"""Rooms: the set-up list of today and the two days after it, ticked off on a phone, printed on A4."""

from datetime import date, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from common.dates import business_date
from common.wording import one_language
from departments.hand_over_notes import shown_to
from departments.prepared_rooms import answer_tick, folded, parts_of, rights_in_rows
from guests.choices import Department
from reservations.selectors.set_up import AHEAD, RoomSetUp, set_up_list, set_up_of

TICK = "reservations.change_staywish"
#: The parts of the list one can look at: parameter → (label, which rooms).
VIEWS = {
    "": (_("All"), lambda room: True),
    "open": (_("Still to do"), lambda room: bool(room.open_items)),
    "arrivals": (_("Arrivals"), lambda room: room.is_arriving),
    "in_house": (_("In house"), lambda room: not room.is_arriving),
}


@require_safe
@permission_required("reservations.view_staywish", raise_exception=True)
@one_language()
def rooms(request):
    """`?show=` one of VIEWS, `&on=` today or one of the days that are prepared ahead. htmx gets the figures."""
    today = business_date()
    days = [today + timedelta(days=n) for n in range(AHEAD.days + 1)]
    on = next((day for day in days if day.isoformat() == request.GET.get("on")), today)
    everything = set_up_list(on=on)
    asked, shown, views = parts_of(VIEWS, everything, request.GET.get("show", ""))
    wanted, standard = folded(asked, shown, lambda room: bool(room.items))
    context = {
        "on": on,
        "days": [{"day": day, "value": _parameter(day, today), "current": day == on} for day in days],
        "asked": asked,
        "on_value": _parameter(on, today),
        "hand_over": shown_to(request.user, Department.ROOMS),
        "rooms": wanted,
        "standard": standard,
        "views": views,
        "figures": _figures(everything),
        "may": rights_in_rows(request.user, TICK),
    }
    page = "departments/_set_up_figures.html" if request.htmx else "departments/rooms.html"
    return render(request, page, context)


def _parameter(on: date, today: date) -> str:
    """As it stands in the address; today needs none."""
    return "" if on == today else on.isoformat()


def _figures(rooms: list[RoomSetUp]) -> dict[str, int]:
    return {
        "to_prepare": sum(bool(room.items) for room in rooms),
        "prepared": sum(room.is_prepared for room in rooms),
        "open_musts": sum(item.is_must for room in rooms for item in room.open_items),
        "without_room": sum(not room.line.number for room in rooms),
    }


@require_POST
@permission_required(TICK, raise_exception=True)
def tick(request, line):
    """`item` is the key of a SetUpItem, `done` '1' or '0'. Answers htmx with the row, others with the list."""

    def row() -> HttpResponse:
        room = set_up_of(line, on=business_date())
        if room is None:
            return HttpResponse("")
        return render(
            request,
            "departments/_set_up_room.html",
            {"room": room, "may": rights_in_rows(request.user, TICK)},
        )

    return answer_tick(request, line, Department.ROOMS, page="departments:rooms", row=row)

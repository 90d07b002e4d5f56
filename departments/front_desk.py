"""The front desk's own page: today, in order of urgency."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from common.dates import business_date
from common.list_parts import Chip
from common.wording import one_language
from departments.hand_over_notes import shown_to
from guests.choices import Department, Place
from reservations.choices import EXPECTED, Status
from reservations.models import RoomType
from reservations.selectors import desk
from reservations.selectors.desk_figures import figures


@dataclass(frozen=True)
class Part:
    """One list of the page; `open_means` words the filter `open=1` and `open_statuses` are what it leaves."""

    title: str | Promise
    place: str
    open_means: str | Promise
    open_statuses: tuple[str, ...]
    empty: str | Promise

    def lines(self, key: str, on):
        return {
            "arrivals": lambda: desk.arrivals(on),
            "in_house": desk.in_house,
            "departures": lambda: desk.departures(on),
            "to_handle": lambda: desk.to_handle(on),
        }[key]()


PARTS = {
    "arrivals": Part(
        gettext_lazy("Arrivals"),
        Place.CHECK_IN,
        gettext_lazy("not arrived"),
        EXPECTED,
        gettext_lazy("Nobody is expected today. A walk-in is one key away: n."),
    ),
    "in_house": Part(
        gettext_lazy("In house"), Place.IN_HOUSE, "", (), gettext_lazy("Nobody is in the house.")
    ),
    "departures": Part(
        gettext_lazy("Departures"),
        Place.CHECK_OUT,
        gettext_lazy("still here"),
        (Status.IN_HOUSE,),
        gettext_lazy("Nobody leaves today."),
    ),
    "to_handle": Part(
        gettext_lazy("To handle"),
        Place.CHECK_IN,
        "",
        (),
        gettext_lazy(
            "Nothing waits for a decision: no unclaimed bookings, no overstays, no blacklisted arrivals."
        ),
    ),
}


@require_safe
@permission_required("reservations.change_stay", raise_exception=True)
@one_language()
def front_desk(request):
    """`?show=` one of PARTS, `&type=` a room type's code, `&open=1` only who has not arrived or left."""
    on = business_date()
    key = request.GET.get("show", "arrivals")
    key = key if key in PARTS else "arrivals"
    part = PARTS[key]
    lines = part.lines(key, on)
    room_type = (
        RoomType.objects.filter(code=request.GET.get("type", "")).first() if "type" in request.GET else None
    )
    if room_type:
        lines = lines.filter(room_type=room_type)
    only_open = "open" in request.GET and bool(part.open_statuses)
    if only_open:
        lines = lines.filter(status__in=part.open_statuses)
    rows = desk.rows(lines, on=on, place=part.place)
    context = {
        "on": on,
        "figures": figures(on),
        "hand_over": shown_to(request.user, Department.FRONT_DESK),
        "key": key,
        "part": part,
        "rows": rows,
        "chips": _chips(request, room_type, part if only_open else None),
        "clear_url": _address(show=key),
        "open_url": "" if only_open or not part.open_statuses else _with(request, open="1"),
        "room_types": [
            {"type": each, "url": _with(request, type=each.code)}
            for each in RoomType.objects.filter(is_active=True)
        ],
        "value_as_of": _value_as_of(rows),
    }
    return render(request, "departments/front_desk.html", context)


def _chips(request, room_type: RoomType | None, open_part: Part | None) -> list[Chip]:
    chips = []
    if room_type:
        chips.append(Chip(_("Room type"), room_type.name, _without(request, "type")))
    if open_part:
        chips.append(Chip(_("Only"), str(open_part.open_means), _without(request, "open")))
    return chips


def _address(**parameters: str) -> str:
    query = QueryDict(mutable=True)
    query.update(parameters)
    return f"?{query.urlencode()}"


def _with(request, **parameters: str) -> str:
    query = {name: request.GET[name] for name in ("show", "type", "open") if name in request.GET}
    return _address(**(query | parameters))


def _without(request, name: str) -> str:
    query = {key: request.GET[key] for key in ("show", "type", "open") if key in request.GET and key != name}
    return _address(**query)


def _value_as_of(rows):
    """When the classes shown were computed; None where none is shown."""
    classes = (person.value_class for row in rows for person in row.people if person.value_class)
    return next((known.as_of for known in classes), None)

"""The daily briefing: one page of what every department must know before the day begins.

Apps to the right add parts (complaints of the day, satisfaction):

    register_part("complaints", _("Complaints of the day"), load, permission="feedback.view_complaint")

`load(on)` answers a list of Point; who lacks the permission does not see the part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from guests.birthdays import birthday_within
from guests.called import Called
from guests.choices import Calendar
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.models import ReservationLine, Stay
from reservations.selectors.arrivals import Arrival, arrivals_report
from reservations.selectors.desk_figures import Figures, figures


@dataclass(frozen=True)
class Point:
    """One line of a part: in words, with the way to what it is about and a mark ('', warn, bad …) in front."""

    text: Any
    url: str = ""
    mark: Any = ""
    kind: str = ""


@dataclass(frozen=True)
class Part:
    title: Any
    load: Callable[[date], list[Point]]
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Present(Called):
    """Somebody in the house or expected today, and the number of his room ('' where it has none yet)."""

    number: str
    name: str
    latin_name: str
    salutation: str
    vip_reason: str
    room: str
    is_here: bool
    is_vip: bool
    has_birthday: bool


@dataclass(frozen=True)
class Briefing:
    """`notable` are the arrivals that need attention; `others` counts the rest of them."""

    figures: Figures
    occupied_tonight: int
    notable: list[Arrival]
    others: int
    vips: list[Present]
    birthdays: list[Present]
    no_shows: list[ReservationLine]
    parts: list[tuple[Any, list[Point]]]

    @property
    def occupancy_tonight(self) -> float:
        return self.occupied_tonight / self.figures.rooms if self.figures.rooms else 0.0


#: What is read of a stay: the page names few of those who are in the house, and tells little of them.
_OF_PRESENT = (
    *("guest", "line__room__number"),
    *("guest__is_vip", "guest__vip_until", "guest__birthday", "guest__birthday_calendar"),
    *("guest__number", "guest__name", "guest__latin_name", "guest__salutation", "guest__vip_reason"),
)
_OF_NO_SHOW = (
    *("arrival", "departure", "reservation__confirmation", "reservation__group"),
    *("room_type__name_zh", "room_type__name_en"),
    *(f"reservation__guest__{column}" for column in ("number", "name", "latin_name")),
)
_parts: dict[str, Part] = {}


def register_part(key: str, title, load: Callable[[date], list[Point]], permission: str = "") -> None:
    """Add a part to the page, after those registered before; the same key again replaces it."""
    _parts[key] = Part(title, load, permission)


def briefing(*, on: date, may: Callable[[str], bool]) -> Briefing:
    """Everything of the page for business date `on`; its queries do not grow with the house.

    `may(permission)` says whether the reader has it.
    """
    arrivals = arrivals_report(on=on, days=1, today=on)
    notable = [arrival for arrival in arrivals if _is_notable(arrival)]
    present = _present(on)
    counted = figures(on)
    still_coming = counted.arrivals - counted.arrived
    return Briefing(
        figures=counted,
        occupied_tonight=counted.in_house - counted.not_left + still_coming,
        notable=notable,
        others=len(arrivals) - len(notable),
        vips=[each for each in present if each.is_here and each.is_vip],
        birthdays=[each for each in present if each.has_birthday],
        no_shows=_no_shows(on),
        parts=[
            (part.title, part.load(on))
            for part in _parts.values()
            if not part.permission or may(part.permission)
        ],
    )


def _is_notable(arrival: Arrival) -> bool:
    row = arrival.row
    is_vip = any(person.is_vip for person in row.people)
    must = any(preference.is_must for preference in arrival.diets)
    return bool(is_vip or must or row.is_urgent or arrival.failures or arrival.pledges or row.birthdays)


def _present(on: date) -> list[Present]:
    """Who is in the house, then who is expected, by room; only who may be a VIP or have his birthday."""
    here = Stay.objects.filter(status=StayStatus.IN_HOUSE)
    coming = Stay.objects.filter(status=StayStatus.EXPECTED, line__status__in=EXPECTED, line__arrival=on)
    notable = Q(guest__is_vip=True) | _may_celebrate(on)
    found: dict[int, Present] = {}
    for stays, is_here in ((here, True), (coming, False)):
        rows = stays.filter(notable).order_by("line__room__number", "pk").values_list(*_OF_PRESENT)
        for guest, room, is_vip, vip_until, birthday, calendar, *shown in rows:
            is_vip = is_vip and (vip_until is None or vip_until >= on)
            celebrates = birthday_within(birthday, calendar, on, on) is not None
            found.setdefault(guest, Present(*shown, room or "", is_here, is_vip, celebrates))
    return list(found.values())


def _may_celebrate(on: date) -> Q:
    """Born on this day of the year, on one that this year lacks, or by the moon: the database knows no moon."""
    is_end_of_february = (on + timedelta(days=1)).strftime("%m-%d") == "03-01"
    born_on_the_29th = Q(guest__birthday__month=2, guest__birthday__day=29) if is_end_of_february else Q()
    return (
        Q(guest__birthday__month=on.month, guest__birthday__day=on.day)
        | born_on_the_29th
        | Q(guest__birthday_calendar=Calendar.LUNAR, guest__birthday__isnull=False)
    )


def _no_shows(on: date) -> list[ReservationLine]:
    """Who was expected yesterday or today and is known not to come."""
    lines = ReservationLine.objects.filter(status=Status.NO_SHOW, arrival__range=(on - timedelta(days=1), on))
    told = lines.select_related("reservation__guest", "room_type").only(*_OF_NO_SHOW)
    return list(told.order_by("arrival", "pk"))

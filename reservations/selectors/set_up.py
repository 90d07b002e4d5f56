"""What the rooms department prepares today: one line per room, with everything its people like there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, prefetch_related_objects

from guests.choices import Place, PreferenceCategory
from guests.models import Alert, Guest, Preference
from guests.names import is_han, split_han
from reservations.choices import HOLDS_ROOM, Status, StayStatus
from reservations.models import ReservationLine, Stay, StayWish
from reservations.selectors.warnings import open_alerts

#: What is prepared in a room; a must (allergy, health) is told whatever it is about.
PREPARED_IN_ROOMS = (
    PreferenceCategory.ROOM,
    PreferenceCategory.BED,
    PreferenceCategory.SET_UP,
    PreferenceCategory.OTHER,
)


@dataclass(frozen=True)
class SetUpItem:
    """One thing to prepare. `key` is 'p…' for a preference, 'w…' for a wish of this stay."""

    key: str
    guest: Guest
    category: PreferenceCategory
    text: str
    is_must: bool
    is_for_this_stay: bool
    done_at: datetime | None = None


@dataclass(frozen=True)
class RoomSetUp:
    """One room of the list: who comes or stays, what to prepare (musts first), what to know."""

    line: ReservationLine
    guests: list[Guest]
    is_arriving: bool
    items: list[SetUpItem]
    alerts: list[Alert] = field(default_factory=list)

    @property
    def people(self) -> list[tuple[Guest, str]]:
        """(guest, short name) of everybody there."""
        return [(guest, short_name(guest)) for guest in self.guests]

    @property
    def open_items(self) -> list[SetUpItem]:
        return [item for item in self.items if item.done_at is None]

    @property
    def is_prepared(self) -> bool:
        return bool(self.items) and not self.open_items

    @property
    def has_open_must(self) -> bool:
        return any(item.is_must for item in self.open_items)


def short_name(guest: Guest) -> str:
    """Enough to greet by, too little for a guest list in a corridor: as he likes it, else the surname."""
    if guest.salutation:
        return guest.salutation
    if is_han(guest.name):
        return split_han(guest.name)[0]
    words = guest.display_name.split()
    return words[-1] if words else guest.number


def set_up_list(*, on: date) -> list[RoomSetUp]:
    """Every room that is promised for, or occupied beyond, `on`; open musts first, then arrivals, by room.

    Seven queries whatever the number of rooms. A room whose people leave on `on` needs no set-up.
    """
    lines = _lines().filter(
        Q(arrival=on, status__in=HOLDS_ROOM) | Q(status=Status.IN_HOUSE, arrival__lt=on, departure__gt=on)
    )
    rooms = _rooms(lines, on=on)
    return sorted(
        rooms,
        key=lambda room: (
            not room.has_open_must,
            not room.open_items,
            not room.is_arriving,
            room.line.room is None,
            room.line.room.number if room.line.room else "",
            room.line.pk,
        ),
    )


def set_up_of(line_id: int, *, on: date) -> RoomSetUp | None:
    """One room of the list, or None where the line is gone or no longer promises a room."""
    rooms = _rooms(_lines().filter(pk=line_id, status__in=HOLDS_ROOM), on=on)
    return rooms[0] if rooms else None


def _lines():
    present = Stay.objects.filter(status__in=[StayStatus.EXPECTED, StayStatus.IN_HOUSE])
    return ReservationLine.objects.select_related("room", "reservation").prefetch_related(
        "room_type",  # a dozen, shared by all lines
        Prefetch("stays", present.select_related("guest").order_by("-is_payer", "pk"), to_attr="present"),
        Prefetch("wishes", StayWish.objects.select_related("guest").order_by("pk"), to_attr="wished"),
    )


def _rooms(lines: Iterable[ReservationLine], *, on: date) -> list[RoomSetUp]:
    lines = list(lines)
    prefetch_related_objects([line.reservation for line in lines if not line.present], "guest")
    guests_of = {line.pk: _guests(line) for line in lines}
    guest_ids = {guest.pk for guests in guests_of.values() for guest in guests}
    preferences = defaultdict(list)
    told = Q(category__in=PREPARED_IN_ROOMS) | Q(is_must=True)
    for preference in Preference.objects.filter(told, guest__in=guest_ids).order_by("pk"):
        preferences[preference.guest_id].append(preference)
    alerts = defaultdict(list)
    for alert in open_alerts(guest_ids, on=on).filter(places__contains=[Place.IN_HOUSE]):
        alerts[alert.guest_id].append(alert)
    return [
        RoomSetUp(
            line=line,
            guests=guests_of[line.pk],
            is_arriving=line.arrival == on,
            items=_items(line, guests_of[line.pk], preferences),
            alerts=[alert for guest in guests_of[line.pk] for alert in alerts[guest.pk]],
        )
        for line in lines
    ]


def _guests(line: ReservationLine) -> list[Guest]:
    present = [stay.guest for stay in line.present]
    return present or ([line.reservation.guest] if line.reservation.guest else [])


def _items(line: ReservationLine, guests: list[Guest], preferences: dict[int, list]) -> list[SetUpItem]:
    """A wish in the words of a preference is that preference, prepared for this stay; it stands once."""
    wishes = {(wish.guest_id, wish.category, wish.text): wish for wish in line.wished}
    items = []
    for guest in guests:
        for preference in preferences[guest.pk]:
            wish = wishes.pop((guest.pk, preference.category, preference.text), None)
            items.append(
                SetUpItem(
                    key=f"p{preference.pk}",
                    guest=guest,
                    category=PreferenceCategory(preference.category),
                    text=preference.text,
                    is_must=preference.is_must,
                    is_for_this_stay=False,
                    done_at=wish.done_at if wish else None,
                )
            )
    items += [
        SetUpItem(
            key=f"w{wish.pk}",
            guest=wish.guest,
            category=PreferenceCategory(wish.category),
            text=wish.text,
            is_must=False,
            is_for_this_stay=True,
            done_at=wish.done_at,
        )
        for wish in wishes.values()
        if wish.category in PREPARED_IN_ROOMS
    ]
    return sorted(items, key=lambda item: (not item.is_must, item.category.label, item.text))

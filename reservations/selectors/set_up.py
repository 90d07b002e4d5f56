"""What a department prepares: one entry a room, with everything its people like there.

Nothing of it is copied ahead: the list is made of preferences, wishes and requests as they are when it is read, so
a changed booking or a withdrawn wish shows at once. What was done is remembered as a wish of the stay.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet

from common.among import among
from common.wording import label_of
from guests.called import Called, Person
from guests.choices import Department, Place, PreferenceCategory
from guests.models import Alert, Preference
from guests.names import is_han, split_han
from reservations.choices import HOLDS_ROOM, Status
from reservations.models import ReservationLine, StayWish
from reservations.preparing import (
    LONGEST_WISH,
    PREPARES,
    REQUEST_CATEGORY,
    departments_of_request,
    is_about_health,
    request_key,
)
from reservations.selectors.promised_rooms import PromisedRoom, people_of, promised_rooms
from reservations.selectors.warnings import open_alerts

#: So far ahead kitchen and outlets see who comes: the 48 hours in which a stay is prepared.
AHEAD = timedelta(days=2)


@dataclass(frozen=True)
class SetUpItem:
    """One thing to prepare. `key` is 'p…' for a preference, 'w…' for a wish of this stay, 'r…' for a request
    that came with the booking.
    """

    key: str
    category: PreferenceCategory
    text: str
    is_must: bool
    is_for_this_stay: bool
    done_at: datetime | None = None
    is_asked_at_booking: bool = False


@dataclass(frozen=True)
class RoomSetUp:
    """One room of the list: who comes or stays, what to prepare (musts first), what to know."""

    line: PromisedRoom
    guests: list[Person]
    is_arriving: bool
    items: list[SetUpItem]
    alerts: list[Alert] = field(default_factory=list)

    @property
    def people(self) -> list[tuple[Person, str]]:
        """(guest, short name) of everybody there."""
        return [(guest, short_name(guest)) for guest in self.guests]

    @cached_property
    def open_items(self) -> list[SetUpItem]:
        return [item for item in self.items if item.done_at is None]

    @property
    def is_prepared(self) -> bool:
        return bool(self.items) and not self.open_items

    @cached_property
    def has_open_must(self) -> bool:
        return any(item.is_must for item in self.open_items)


def short_name(guest: Called) -> str:
    """Enough to greet by, too little for a guest list in a corridor: as he likes it, else the surname."""
    if guest.salutation:
        return guest.salutation
    if is_han(guest.name):
        return split_han(guest.name)[0]
    words = guest.display_name.split()
    return words[-1] if words else guest.number


def set_up_list(*, on: date) -> list[RoomSetUp]:
    """What rooms prepare: every room that is promised for, or occupied beyond, `on`.

    Open musts first, then arrivals, by room.

    Seven queries whatever the number of rooms. A room whose people leave on `on` needs no set-up.
    """
    lines = ReservationLine.objects.filter(
        Q(arrival=on, status__in=HOLDS_ROOM) | Q(status=Status.IN_HOUSE, arrival__lt=on, departure__gt=on)
    )
    return _in_order(_rooms(lines, on=on, department=Department.ROOMS))


def table_list(*, on: date) -> list[RoomSetUp]:
    """What kitchen and outlets prepare: everybody in the house, and who is promised a room within AHEAD.

    Seven queries whatever the number of rooms.
    """
    lines = ReservationLine.objects.filter(
        Q(status=Status.IN_HOUSE) | Q(arrival__range=(on, on + AHEAD), status=Status.CONFIRMED)
    )
    return _in_order(_rooms(lines, on=on, department=Department.FOOD_BEVERAGE))


def set_up_of(line_id: int, *, on: date, department: Department = Department.ROOMS) -> RoomSetUp | None:
    """One room of a list, or None where the line is gone or no longer promises a room."""
    lines = ReservationLine.objects.filter(pk=line_id, status__in=HOLDS_ROOM)
    return next(iter(_rooms(lines, on=on, department=department)), None)


def _in_order(rooms: list[RoomSetUp]) -> list[RoomSetUp]:
    return sorted(
        rooms,
        key=lambda room: (
            not room.has_open_must,
            not room.open_items,
            not room.is_arriving,
            not room.line.number,
            room.line.number,
            room.line.pk,
        ),
    )


def _rooms(lines: QuerySet[ReservationLine], *, on: date, department: Department) -> list[RoomSetUp]:
    promised = promised_rooms(lines)
    guests_of = people_of(promised)
    wishes = _wishes(line.pk for line in promised)
    guest_ids = {guest.pk for guests in guests_of.values() for guest in guests}
    preferences = _preferences(guest_ids, department)
    alerts = defaultdict(list)
    told = open_alerts(guest_ids, on=on).filter(places__contains=[Place.IN_HOUSE])
    for alert in told.select_related(None):
        alerts[alert.guest_id].append(alert)
    return [
        RoomSetUp(
            line=line,
            guests=(guests := guests_of.get(line.pk, [])),
            is_arriving=line.arrival >= on,
            items=_items(line, guests, wishes.get(line.pk, ()), preferences, department),
            alerts=[alert for guest in guests for alert in alerts.get(guest.pk, ())],
        )
        for line in promised
    ]


class _Liked(NamedTuple):
    pk: int
    category: str
    text: str
    is_must: bool


def _preferences(guest_ids: Collection[int], department: Department) -> dict[int, list[_Liked]]:
    """Guest id → what `department` prepares for him, and every must; one query."""
    told = Preference.objects.filter(Q(category__in=PREPARES[department]) | Q(is_must=True))
    liked = told.filter(among("guest", guest_ids)).order_by("pk")
    found = defaultdict(list)
    for guest_id, *columns in liked.values_list("guest", *_Liked._fields):
        found[guest_id].append(_Liked(*columns))
    return found


def _wishes(line_ids: Iterable[int]) -> dict[int, list[StayWish]]:
    """Line id → what was noted for this stay; one query."""
    found = defaultdict(list)
    for wish in StayWish.objects.filter(among("line", line_ids)).order_by("pk"):
        found[wish.line_id].append(wish)
    return found


def _items(
    line: PromisedRoom,
    guests: Sequence[Person],
    wished: Iterable[StayWish],
    preferences: Mapping[int, Sequence[_Liked]],
    department: Department,
) -> list[SetUpItem]:
    """A wish in the words of a preference or request is that one, prepared for this stay; it stands once."""
    wishes = {(wish.guest_id, wish.category, wish.text): wish for wish in wished}

    def item(key: str, guest: Person, category: str, text: str, **more) -> SetUpItem:
        wish = wishes.pop((guest.pk, category, text[:LONGEST_WISH]), None)
        done_at = tick_of(wish, department) if wish else None
        return SetUpItem(key, PreferenceCategory(category), text, done_at=done_at, **more)

    items = [
        item(f"p{p.pk}", guest, p.category, p.text, is_must=p.is_must, is_for_this_stay=False)
        for guest in guests
        for p in preferences.get(guest.pk, ())
    ]
    asked = [
        text
        for text in dict.fromkeys(line.requests if guests else ())
        if department in departments_of_request(text)
    ]
    items += [
        item(
            request_key(text),
            guests[0],
            REQUEST_CATEGORY[department],
            text,
            is_must=is_about_health(text),
            is_for_this_stay=True,
            is_asked_at_booking=True,
        )
        for text in asked
    ]
    items += [
        SetUpItem(
            f"w{wish.pk}",
            PreferenceCategory(wish.category),
            wish.text,
            is_must=False,
            is_for_this_stay=True,
            done_at=tick_of(wish, department),
        )
        for wish in wishes.values()
        if wish.category in PREPARES[department] and not _is_tick_of_the_other(wish, department)
    ]
    if len(items) < 2:
        return items
    return sorted(items, key=lambda item: (not item.is_must, label_of(item.category), item.text))


def tick_of(wish: StayWish, department: Department) -> datetime | None:
    """When `department` prepared it."""
    return wish.done_at if department == Department.ROOMS else wish.served_at


def _is_tick_of_the_other(wish: StayWish, department: Department) -> bool:
    """A must that only the other department has ticked, and that is not this one's any more."""
    other = wish.served_at if department == Department.ROOMS else wish.done_at
    return other is not None and tick_of(wish, department) is None

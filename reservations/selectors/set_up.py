"""What a department prepares: one entry a room, with everything its people like there.

Nothing of it is copied ahead: the list is made of preferences, wishes and requests as they are when it is read, so
a changed booking or a withdrawn wish shows at once. What was done is remembered as a wish of the stay.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import F, Prefetch, Q, prefetch_related_objects

from common.among import among
from guests.choices import Department, Place, PreferenceCategory
from guests.models import Alert, Guest, Preference
from guests.names import is_han, split_han
from reservations.choices import HOLDS_ROOM, Status, StayStatus
from reservations.models import ReservationLine, StayWish
from reservations.preparing import (
    LONGEST_WISH,
    PREPARES,
    REQUEST_CATEGORY,
    departments_of_request,
    is_about_health,
    request_key,
)
from reservations.selectors.warnings import open_alerts

#: So far ahead kitchen and outlets see who comes: the 48 hours in which a stay is prepared.
AHEAD = timedelta(days=2)
#: What a row shows of a line and of who is there: whole bookings and files take a tenth of the page's time.
_OF_LINE = (
    *("arrival", "departure", "status", "adults", "children", "babies", "board", "room_type"),
    *("room__number", "reservation__guest", "reservation__special_requests"),
)
_OF_GUEST = ("number", "name", "latin_name", "salutation", "is_vip")
_OF_WISH = (
    *("line", "category", "text", "done_at", "served_at"),
    *(f"guest__{column}" for column in _OF_GUEST),
)


@dataclass(frozen=True)
class SetUpItem:
    """One thing to prepare. `key` is 'p…' for a preference, 'w…' for a wish of this stay, 'r…' for a request
    that came with the booking.
    """

    key: str
    guest: Guest
    category: PreferenceCategory
    text: str
    is_must: bool
    is_for_this_stay: bool
    done_at: datetime | None = None
    is_asked_at_booking: bool = False


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

    @cached_property
    def open_items(self) -> list[SetUpItem]:
        return [item for item in self.items if item.done_at is None]

    @property
    def is_prepared(self) -> bool:
        return bool(self.items) and not self.open_items

    @cached_property
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
    """What rooms prepare: every room that is promised for, or occupied beyond, `on`.

    Open musts first, then arrivals, by room.

    Seven queries whatever the number of rooms. A room whose people leave on `on` needs no set-up.
    """
    lines = _lines().filter(
        Q(arrival=on, status__in=HOLDS_ROOM) | Q(status=Status.IN_HOUSE, arrival__lt=on, departure__gt=on)
    )
    return _in_order(_rooms(lines, on=on, department=Department.ROOMS))


def table_list(*, on: date) -> list[RoomSetUp]:
    """What kitchen and outlets prepare: everybody in the house, and who is promised a room within AHEAD.

    Seven queries whatever the number of rooms.
    """
    lines = _lines().filter(
        Q(status=Status.IN_HOUSE) | Q(arrival__range=(on, on + AHEAD), status=Status.CONFIRMED)
    )
    return _in_order(_rooms(lines, on=on, department=Department.FOOD_BEVERAGE))


def set_up_of(line_id: int, *, on: date, department: Department = Department.ROOMS) -> RoomSetUp | None:
    """One room of a list, or None where the line is gone or no longer promises a room."""
    lines = _lines().filter(pk=line_id, status__in=HOLDS_ROOM)
    return next(iter(_rooms(lines, on=on, department=department)), None)


def _in_order(rooms: list[RoomSetUp]) -> list[RoomSetUp]:
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


def _lines():
    wishes = StayWish.objects.select_related("guest").only(*_OF_WISH).order_by("pk")
    lines = ReservationLine.objects.select_related("room", "reservation").only(*_OF_LINE)
    return lines.prefetch_related(
        "room_type",  # a dozen, shared by all lines
        Prefetch("wishes", wishes, to_attr="wished"),
    )


def _rooms(lines: Iterable[ReservationLine], *, on: date, department: Department) -> list[RoomSetUp]:
    lines = list(lines)
    guests_of = _present(lines)
    unnamed = [line for line in lines if line.pk not in guests_of]
    prefetch_related_objects([line.reservation for line in unnamed], "guest")
    guests_of |= {line.pk: [g] if (g := line.reservation.guest) else [] for line in unnamed}
    guest_ids = {guest.pk for guests in guests_of.values() for guest in guests}
    preferences = defaultdict(list)
    told = Preference.objects.filter(Q(category__in=PREPARES[department]) | Q(is_must=True))
    liked = told.filter(among("guest", guest_ids)).only("guest", "category", "text", "is_must")
    for preference in liked.order_by("pk"):
        preferences[preference.guest_id].append(preference)
    alerts = defaultdict(list)
    for alert in open_alerts(guest_ids, on=on).filter(places__contains=[Place.IN_HOUSE]):
        alerts[alert.guest_id].append(alert)
    return [
        RoomSetUp(
            line=line,
            guests=guests_of[line.pk],
            is_arriving=line.arrival >= on,
            items=_items(line, guests_of[line.pk], preferences, department),
            alerts=[alert for guest in guests_of[line.pk] for alert in alerts[guest.pk]],
        )
        for line in lines
    ]


def _present(lines: Collection[ReservationLine]) -> dict[int, list[Guest]]:
    """Line id → who is expected or there, who pays first; lines of which nobody is named yet are missing."""
    guests = Guest.objects.filter(
        among("stays__line", [line.pk for line in lines]),
        stays__status__in=[StayStatus.EXPECTED, StayStatus.IN_HOUSE],
    ).only(*_OF_GUEST)
    found = defaultdict(list)
    for guest in guests.annotate(of_line=F("stays__line")).order_by("-stays__is_payer", "stays__pk"):
        found[guest.of_line].append(guest)
    return dict(found)


def _items(
    line: ReservationLine, guests: list[Guest], preferences: dict[int, list], department: Department
) -> list[SetUpItem]:
    """A wish in the words of a preference or request is that one, prepared for this stay; it stands once."""
    wishes = {(wish.guest_id, wish.category, wish.text): wish for wish in line.wished}

    def item(key: str, guest: Guest, category: str, text: str, **more) -> SetUpItem:
        wish = wishes.pop((guest.pk, category, text[:LONGEST_WISH]), None)
        done_at = tick_of(wish, department) if wish else None
        return SetUpItem(key, guest, PreferenceCategory(category), text, done_at=done_at, **more)

    items = [
        item(f"p{p.pk}", guest, p.category, p.text, is_must=p.is_must, is_for_this_stay=False)
        for guest in guests
        for p in preferences[guest.pk]
    ]
    asked = [
        text
        for text in dict.fromkeys(line.reservation.special_requests if guests else ())
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
    noted = [w for w in wishes.values() if w.category in PREPARES[department]]
    items += [
        item(f"w{w.pk}", w.guest, w.category, w.text, is_must=False, is_for_this_stay=True)
        for w in noted
        if not _is_tick_of_the_other(w, department)
    ]
    return sorted(items, key=lambda item: (not item.is_must, item.category.label, item.text))


def tick_of(wish: StayWish, department: Department) -> datetime | None:
    """When `department` prepared it."""
    return wish.done_at if department == Department.ROOMS else wish.served_at


def _is_tick_of_the_other(wish: StayWish, department: Department) -> bool:
    """A must that only the other department has ticked, and that is not this one's any more."""
    other = wish.served_at if department == Department.ROOMS else wish.done_at
    return other is not None and tick_of(wish, department) is None

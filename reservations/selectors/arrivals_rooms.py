"""Rooms for all arrivals of a report at once: no room is proposed twice for nights that overlap."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q, Value

from common.among import among
from guests.models import Note
from reservations.choices import EXPECTED, HOLDS_ROOM, Status
from reservations.models import ReservationLine, Room
from reservations.rooms_proposal import FreeRoom, Proposal, Wanted, Wish, best, score
from reservations.selectors.availability import judged
from reservations.selectors.desk import Row
from reservations.selectors.held_rooms import Held, held_rooms

Nights = tuple[date, date]


def rooms_for_all(rows: Sequence[Row], *, today: date) -> dict[int, Proposal]:
    """Line id → the room it has, judged, or the one proposed for it; no entry where none is free. Four queries,
    and those for held rooms.

    VIPs choose first, then who must have something, then who books longest: the later ones get what is left.
    A room that somebody is in at this moment counts against an arrival of `today` only.
    """
    waiting = [row for row in rows if row.line.status in EXPECTED and row.line.room_id is None]
    given = [row for row in rows if row.line.room_id is not None and row.line.status in EXPECTED]
    if not waiting and not given:
        return {}
    taken, here = _promised([row.line for row in [*waiting, *given]])
    every = Room.objects.filter(is_active=True).annotate(is_occupied=Value(False))
    rooms = {room.id: room for room in judged(every, _held(waiting))}
    occupied = {pk: replace(rooms[pk], is_occupied=True) for pk in here & rooms.keys()}
    notes = _notes(row for row in [*waiting, *given])
    found = {}
    for row in given:
        if room := rooms.get(row.line.room_id):
            is_in_the_way = row.line.arrival <= today and room.id in occupied
            own = replace(room, is_occupied=is_in_the_way, held_for=None)
            found[row.line.pk] = score(own, _wanted(row, notes))
    free = _FreeRooms(rooms, taken, occupied, today)
    for row in sorted(waiting, key=_precedence):
        nights = _nights(row.line)
        proposal = best(free.during(nights), _wanted(row, notes))
        if proposal is not None:
            found[row.line.pk] = proposal
            free.take(proposal.room, nights)
    return found


class _FreeRooms:
    """What is left to propose. Most arrivals want one of a few ranges of nights: each is worked out once."""

    def __init__(
        self,
        rooms: dict[int, FreeRoom],
        taken: dict[int, list[Nights]],
        occupied: dict[int, FreeRoom],
        today: date,
    ):
        self.rooms, self.taken, self.occupied, self.today = rooms, taken, occupied, today
        self.free: dict[Nights, dict[int, FreeRoom]] = {}

    def during(self, nights: Nights) -> Iterable[FreeRoom]:
        if nights not in self.free:
            rooms = self.rooms | self.occupied if nights[0] <= self.today else self.rooms
            self.free[nights] = {
                pk: room
                for pk, room in rooms.items()
                if _is_in_order(room, nights)
                and not any(_overlap(other, nights) for other in self.taken.get(pk, ()))
            }
        return self.free[nights].values()

    def take(self, taken: FreeRoom, nights: Nights) -> None:
        """Nobody else is offered `taken` for any of these nights."""
        self.taken[taken.id].append(nights)
        for others, rooms in self.free.items():
            if _overlap(others, nights):
                rooms.pop(taken.id, None)


def _held(waiting: Sequence[Row]) -> dict[int, Held]:
    """Over the nights of all who wait for a room."""
    if not waiting:
        return {}
    nights = [_nights(row.line) for row in waiting]
    return held_rooms(
        arrival=min(first for first, _end in nights), departure=max(end for _first, end in nights)
    )


def _precedence(row: Row):
    is_vip = any(person.is_vip for person in row.people)
    has_must = any(preference.is_must for preference in row.preferences)
    return (not is_vip, not has_must, -row.line.nights, row.line.pk)


def _nights(line: ReservationLine) -> Nights:
    return _span(line.arrival, line.departure)


def _span(arrival: date, departure: date) -> Nights:
    """First day and exclusive end; day use needs its one day."""
    return arrival, max(departure, arrival + timedelta(days=1))


def _overlap(one: Nights, other: Nights) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_in_order(room: FreeRoom, nights: Nights) -> bool:
    return room.out_of_order_until is None or room.out_of_order_until <= nights[0]


def _promised(lines: Sequence[ReservationLine]) -> tuple[dict[int, list[Nights]], set[int]]:
    """Room id → nights that others were promised it for, and the rooms with somebody in them now."""
    first = min(line.arrival for line in lines)
    last = max(_nights(line)[1] for line in lines)
    others = ReservationLine.objects.filter(
        Q(arrival__lt=last) & Q(departure__gte=first) | Q(status=Status.IN_HOUSE),
        status__in=HOLDS_ROOM,
        room__isnull=False,
    ).values_list("room", "arrival", "departure", "status")
    taken: dict[int, list[Nights]] = defaultdict(list)
    occupied = set()
    for room_id, arrival, departure, status in others:
        taken[room_id].append(_span(arrival, departure))
        if status == Status.IN_HOUSE:
            occupied.add(room_id)
    return taken, occupied


def _notes(rows: Iterable[Row]) -> dict[int, str]:
    """Guest id → what is noted of who slept here before, confidential notes left out."""
    guests = {person.guest.pk for row in rows for person in row.people if person.rooms_before}
    texts: dict[int, str] = defaultdict(str)
    notes = Note.objects.filter(among("guest", guests), is_confidential=False)
    for guest_id, text in notes.values_list("guest", "text"):
        texts[guest_id] += f" {text}"
    return texts


def _wanted(row: Row, notes: dict[int, str]) -> Wanted:
    """As `proposals.wanted_by`, from what the report has read already."""
    line = row.line
    before: dict[str, int] = defaultdict(int)
    for person in row.people:
        for number, times in (person.rooms_before or {}).items():
            before[number] += times
    said = " ".join(notes.get(person.guest.pk, "") for person in row.people)
    wishes = [Wish(p.text, is_must=p.is_must, is_observed=p.basis == "observed") for p in row.preferences]
    wishes += [Wish(wish.text) for wish in row.wishes]
    wishes += [Wish(text) for text in line.reservation.special_requests]
    return Wanted(
        type_id=line.room_type_id,
        rank=line.room_type.rank if line.room_type else 0,
        wishes=wishes,
        rooms_before=before,
        troubled=frozenset(number for number in before if number in said),
        guests=frozenset(person.guest.pk for person in row.people),
    )

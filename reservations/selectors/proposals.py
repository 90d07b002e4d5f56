"""Rooms for one line, the most fitting first: what is free, what was booked, what is known of its people."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from guests.models import Guest, Note, Preference
from reservations.models import ReservationLine, Stay
from reservations.rooms_proposal import Proposal, Wanted, Wish, propose
from reservations.selectors.availability import free_rooms, judged
from reservations.selectors.held_rooms import held_rooms


def proposals_for(
    line: ReservationLine, *, on: date, ready_only: bool = False, limit: int | None = None
) -> list[Proposal]:
    """Every room that could be given to `line` from `on` (or its arrival) on; six queries, and those for held rooms.

    `ready_only` leaves out rooms that somebody is still in.
    """
    arrival = max(line.arrival, on)
    rooms = free_rooms(arrival=arrival, departure=line.departure, except_line=line.pk)
    held = held_rooms(arrival=arrival, departure=line.departure)
    leave_out = line.room_id if line.status == "in_house" else None
    free = [room for room in judged(rooms, held) if room.id != leave_out]
    if ready_only:
        free = [room for room in free if not room.is_occupied]
    guests = list(Guest.objects.filter(stays__line=line)) or [line.reservation.guest]
    wishes = [Wish(text) for text in line.reservation.special_requests]
    wishes += [Wish(text) for text in line.wishes.values_list("text", flat=True)]
    return propose(free, wanted_by([g for g in guests if g], line.room_type, wishes), limit=limit)


def rooms_for_guest(guest: Guest | None, *, arrival: date, departure: date) -> list[Proposal]:
    """Rooms that can be entered now, for somebody who stands at the desk; five queries, and those for held rooms."""
    nights = {"arrival": arrival, "departure": departure}
    rooms = judged(free_rooms(**nights), held_rooms(**nights))
    free = [room for room in rooms if not room.is_occupied]
    return propose(free, wanted_by([guest] if guest else [], None, ()), limit=None)


def wanted_by(guests: Sequence[Guest], room_type, wishes: Sequence[Wish]) -> Wanted:
    """What the people of a room like, where they slept before and which rooms notes about them name."""
    preferences = Preference.objects.filter(guest__in=guests)
    known = [Wish(p.text, is_must=p.is_must, is_observed=p.basis == "observed") for p in preferences]
    numbers = Stay.objects.completed().filter(guest__in=guests, room__isnull=False)
    before = Counter(numbers.values_list("room__number", flat=True))
    notes = " ".join(
        Note.objects.filter(guest__in=guests, is_confidential=False).values_list("text", flat=True)
    )
    return Wanted(
        type_id=room_type.pk if room_type else None,
        rank=room_type.rank if room_type else 0,
        wishes=[*known, *wishes],
        rooms_before=before,
        troubled=frozenset(number for number in before if number in notes),
        guests=frozenset(guest.pk for guest in guests),
    )

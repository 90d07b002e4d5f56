"""What is stored of the bookings in a batch, locked; and what a batch is going to write."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from common.locks import lock_names
from common.prepared import fetch_prepared
from guests.services.arriving import Arrived
from reservations.models import Reservation, ReservationLine, Room, RoomNight, Stay
from reservations.push_messages import Message, PersonSaid
from reservations.push_rules import Decision, Standing
from reservations.quarantine_reasons import Doubt

_STORED = "SELECT id FROM reservations_reservation WHERE source = $1 AND external_id = ANY($2)"


@dataclass
class Known:
    """One stored booking with everything a message may change."""

    reservation: Reservation
    lines: dict[str, ReservationLine] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    nights: dict[int, list[RoomNight]] = field(default_factory=lambda: defaultdict(list))

    @property
    def standing(self) -> Standing:
        r = self.reservation
        return Standing(version=r.version, details_version=r.details_version, content_hash=r.content_hash)


@dataclass
class Case:
    """One message on its way into the database."""

    message: Message
    known: Known | None
    decision: Decision
    reservation: Reservation | None = None
    before: dict[str, Any] | None = None  # the booking's columns as they were stored
    people: dict[str, Arrived] = field(default_factory=dict)  # PersonSaid.key → who he is
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def is_erased(self) -> bool:
        """One of its people was erased: what the message says of people and in free words is not stored."""
        stored = self.reservation is not None and self.reservation.is_erased
        return stored or any(found and found.guest.erased_at for found in self.people.values())

    def arrived(self, person: PersonSaid | None) -> Arrived | None:
        return self.people.get(person.key) if person else None


def lock_bookings(source: str, external_ids: Collection[str], room_ids: Collection[int]) -> dict[str, Known]:
    """The stored bookings by external id, locked until the transaction ends: Room → Reservation → Line → Stay.

    Bookings that do not exist yet are locked by name, so that two first pushes of one booking take turns;
    `room_ids` are rooms that the messages name.
    """
    lock_names("booking", (f"{source}:{external_id}" for external_id in external_ids))
    stored = fetch_prepared("stored_bookings", _STORED, ("text", "text[]"), [source, list(external_ids)])
    ids = [pk for (pk,) in stored]
    if not ids:
        lock_rooms(room_ids)
        return {}
    held = ReservationLine.objects.filter(reservation__in=ids, room__isnull=False)
    lock_rooms([*room_ids, *held.values_list("room_id", flat=True)])
    locked = Reservation.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk")
    known = {reservation.pk: Known(reservation) for reservation in locked}
    _load_parts(known)
    return {one.reservation.external_id: one for one in known.values()}


def lock_rooms(room_ids: Collection[int]) -> None:
    """Whoever promises or occupies one of these rooms waits; in the order of their ids, as at the desk."""
    wanted = {room_id for room_id in room_ids if room_id}
    if wanted:
        list(
            Room.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk")
        )


def _load_parts(known: dict[int, Known]) -> None:
    lines = (
        ReservationLine.objects.filter(reservation__in=known).select_for_update(no_key=True).order_by("pk")
    )
    owner = {}
    for line in lines:
        owner[line.pk] = known[line.reservation_id]
        owner[line.pk].lines[line.line] = line
    for stay in Stay.objects.filter(line__in=owner).select_for_update(no_key=True).order_by("pk"):
        owner[stay.line_id].stays[stay.line_id].append(stay)
    for night in RoomNight.objects.filter(line__in=owner):
        owner[night.line_id].nights[night.line_id].append(night)


def waves(messages: Sequence[Message]) -> list[list[int]]:
    """Places in `messages`, so that no wave holds two messages about one booking; most batches are one wave."""
    seen: dict[str, int] = defaultdict(int)
    found: list[list[int]] = []
    for place, message in enumerate(messages):
        number = seen[message.external_id]
        seen[message.external_id] += 1
        if number == len(found):
            found.append([])
        found[number].append(place)
    return found

"""A pushed booking, read and checked: what the services work with instead of raw JSON. Pure."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from common.crypto import decrypt, encrypt
from common.machines.shapes import Reading
from guests.drafts import GuestDraft
from guests.person_shape import draft_of
from reservations.choices import Status
from reservations.push_shapes import BOOKING

#: Longer than this nobody stays; a typing error in the year is likelier.
LONGEST_STAY = 730
#: The columns of a reservation that a message says in its own words.
PLAIN_FIELDS = (
    "booked_at",
    "origin",
    "group",
    "motive",
    "why_this_hotel",
    "currency",
    "special_requests",
    "remarks",
)
_DEFAULTS = {"booked_at": None, "currency": settings.HOTEL_CURRENCY, "special_requests": []}


@dataclass(frozen=True)
class PersonSaid:
    """A person as the message has him; equal `key`s say the same things."""

    key: str
    draft: GuestDraft
    shares: bool = True
    pays: bool = False


@dataclass(frozen=True)
class RoomSaid:
    place: int
    line: str
    status: str
    arrival: date | str
    departure: date | str
    said: Mapping[str, Any]
    nights: tuple[tuple[date, Decimal], ...] = ()
    guests: tuple[PersonSaid, ...] = ()

    @property
    def pointer(self) -> str:
        return f"/rooms/{self.place}"

    @property
    def has_possible_dates(self) -> bool:
        if isinstance(self.arrival, str) or isinstance(self.departure, str):
            return False
        return 0 <= (self.departure - self.arrival).days <= LONGEST_STAY


@dataclass(frozen=True)
class Message:
    """One booking as its source knows it at `version`; `rooms` is None where only the status was said.

    `version` is 0 where the source said neither version nor time. `payload` is what was sent, card
    numbers masked; `seal_documents` makes it fit to be kept.
    """

    source: str
    external_id: str
    version: int
    is_ordered: bool
    updated_at: datetime | None
    status: str
    said: Mapping[str, Any]
    booker: PersonSaid | None
    guest: PersonSaid | None
    rooms: tuple[RoomSaid, ...] | None
    content_hash: str
    payload: Mapping[str, Any]
    warnings: list[dict] = field(default_factory=list)

    @property
    def has_details(self) -> bool:
        return self.rooms is not None

    def made_before(self, moment: datetime) -> datetime | None:
        """When the booking was made, where its last room was left on a day before `moment`; None for all others."""
        rooms = self.rooms or ()
        days = [day for room in rooms for day in (room.arrival, room.departure) if isinstance(day, date)]
        if not days or max(days) >= timezone.localdate(moment):
            return None
        return self.said.get("booked_at") or timezone.make_aware(datetime.combine(min(days), time.min))

    def columns(self) -> dict[str, Any]:
        """The reservation's plain columns: full state, so what is left out is empty."""
        return {name: self.said.get(name, _DEFAULTS.get(name, "")) for name in PLAIN_FIELDS}

    def people(self) -> Iterator[tuple[str, PersonSaid]]:
        """(pointer, person) of everybody named."""
        if self.guest:
            yield "/guest", self.guest
        if self.booker:
            yield "/booker", self.booker
        for room in self.rooms or ():
            for place, person in enumerate(room.guests):
                yield f"{room.pointer}/guests/{place}", person


def read_booking(
    payload: Any, *, source: str, external_id: str, reading: Reading, shape=BOOKING
) -> Message | None:
    """The message in `payload`, or None with `reading.errors` saying why not."""
    said = shape.read(payload, "", reading)
    if reading.errors:
        return None
    rooms = _rooms(said, source, reading)
    if reading.errors:
        return None
    moment = said.get("updated_at")
    version = said.get("version", int(moment.timestamp() * 1_000_000) if moment else 0)
    content = {key: value for key, value in payload.items() if key not in ("source", "external_id")}
    return Message(
        source=source,
        external_id=external_id,
        version=version,
        is_ordered="version" in said or moment is not None,
        updated_at=moment,
        status=said["status"],
        said=said,
        booker=_person(said.get("booker"), source),
        guest=_person(said.get("guest"), source),
        rooms=rooms,
        content_hash=_hash(content),
        payload=content,
        warnings=reading.warnings,
    )


def _rooms(said: Mapping, source: str, reading: Reading) -> tuple[RoomSaid, ...] | None:
    if "rooms" not in said:
        if said["status"] not in (Status.CANCELLED, Status.NO_SHOW):
            reading.refuse("/rooms", "Is required, unless the booking is cancelled or a no-show.")
        return None
    rooms = tuple(_room(place, room, said["status"], source) for place, room in enumerate(said["rooms"]))
    lines = [room.line for room in rooms]
    for room in rooms:
        if lines.index(room.line) != room.place:
            reading.refuse(f"{room.pointer}/line", f"Line {room.line} is already used in this booking.")
        if len({night for night, _ in room.nights}) != len(room.nights):
            reading.refuse(f"{room.pointer}/nights", "Names a date twice.")
    return rooms


def _room(place: int, said: Mapping, status: str, source: str) -> RoomSaid:
    closed = status in (Status.CANCELLED, Status.NO_SHOW)
    return RoomSaid(
        place=place,
        line=said.get("line") or str(place + 1),
        status=status if closed else said.get("status", status),
        arrival=said["arrival"],
        departure=said["departure"],
        said=said,
        nights=tuple((night["date"], night["amount"]) for night in said.get("nights", ())),
        guests=tuple(filter(None, (_person(person, source) for person in said.get("guests", ())))),
    )


def _person(said: Mapping | None, source: str) -> PersonSaid | None:
    """None for somebody of whom nothing is said that could name him."""
    draft = draft_of(said, source) if said else None
    if draft is None:
        return None
    return PersonSaid(
        key=repr(draft), draft=draft, shares=said.get("shares", True), pays=said.get("pays", False)
    )


def _hash(content: Mapping) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_documents(value: Any) -> Any:
    """The same JSON, exact amounts as text and document numbers encrypted, so that it may be kept."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list):
        return [seal_documents(item) for item in value]
    if not isinstance(value, dict):
        return value
    sealed = {key: seal_documents(item) for key, item in value.items() if key != "document"}
    document = value.get("document")
    if isinstance(document, dict) and isinstance(document.get("number"), str):
        rest = {key: item for key, item in document.items() if key != "number"}
        number = base64.b64encode(encrypt(document["number"])).decode()
        return sealed | {"document": rest | {"sealed_number": number}}
    return sealed


def unseal_documents(value: Any) -> Any:
    """The JSON that `seal_documents` was given."""
    if isinstance(value, list):
        return [unseal_documents(item) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("sealed_number"), str):
        rest = {key: item for key, item in value.items() if key != "sealed_number"}
        try:
            return rest | {"number": decrypt(base64.b64decode(value["sealed_number"]))}
        except Exception:
            return rest
    return {key: unseal_documents(item) for key, item in value.items()}

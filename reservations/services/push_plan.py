"""From messages to rows: which lines, nights and stays a batch wants, without touching the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.bulk import new_object
from guests.models import Guest
from reservations.choices import HOLDS_ROOM, CodeKind, Status
from reservations.models import ReservationLine
from reservations.push_messages import RoomSaid
from reservations.push_rules import CLOSED, line_status, overlaps
from reservations.quarantine_reasons import ROOM_TAKEN, Doubt
from reservations.selectors.codes import Codes
from reservations.services.push_state import Case

LINE_FIELDS = (
    "room_type_id", "room_id", "arrival", "departure", "adults", "children", "babies", "rate_plan", "board",
    "status", "amount", "source_version", "source_status",
)  # fmt: skip


@dataclass
class LinePlan:
    """One line as it will be.

    `wanted` are its guests and who of them pays; None leaves the people as they are. `keeps_desk`: staff know
    better than the source, so neither the line nor its stays change.
    """

    case: Case
    line: ReservationLine
    before: dict[str, Any] | None  # None: a new line
    said: RoomSaid | None = None
    wanted: dict[int, bool] | None = None
    nights: dict[date, Any] | None = None
    keeps_desk: bool = False

    @property
    def is_changed(self) -> bool:
        return self.before is None or self.before != values_of(self.line, LINE_FIELDS)

    @property
    def status_before(self) -> str:
        return self.before["status"] if self.before else ""

    @property
    def dates(self) -> tuple[date, date]:
        return self.line.arrival, self.line.departure

    @property
    def wants_room(self) -> bool:
        return self.line.room_id is not None and self.line.status in HOLDS_ROOM


def plan_lines(case: Case, codes: Codes) -> list[LinePlan]:
    """Every line that this message touches, with doubts noted on the case."""
    decision, message = case.decision, case.message
    if not decision.writes:
        return []
    stored = case.known.lines if case.known else {}
    if message.rooms is None:
        return [_closed(case, line, message.status) for line in stored.values() if line.status not in CLOSED]
    plans = []
    nameless_guest = _guest_of_first_nameless(case)
    for room in message.rooms:
        line = stored.get(room.line)
        if decision.adds_lines and line is not None and line.source_version >= message.version:
            continue
        plan = _plan_room(case, room, line, codes)
        if plan is not None:
            plan.wanted = _wanted(case, room, line, nameless_guest)
            plans.append(plan)
    if decision.takes_details:
        named = {room.line for room in message.rooms}
        left_out = (line for number, line in stored.items() if number not in named)
        plans += [_closed(case, line, Status.CANCELLED, left_out=True) for line in left_out]
    return plans


def _plan_room(case: Case, room: RoomSaid, line: ReservationLine | None, codes: Codes) -> LinePlan | None:
    if not room.has_possible_dates:
        case.doubts.append(
            Doubt("impossible-dates", f"{room.pointer}/departure", f"{room.arrival} – {room.departure}")
        )
        return None
    before = values_of(line, LINE_FIELDS) if line else None
    line = line or new_object(ReservationLine, line=room.line)
    said_status = _said_status(case, room)
    standing = line_status(
        said=said_status,
        present=line.status,
        said_before=line.source_status,
        touched_by_desk=line.lock_version > 0,
    )
    line.source_version, line.source_status = _version(case), said_status
    plan = LinePlan(case, line, before, said=room, keeps_desk=standing.keeps_desk)
    if standing.contradicts_desk:
        case.doubts.append(Doubt("contradicts-desk", f"{room.pointer}/status", said_status))
    if standing.keeps_desk:
        return plan
    line.status = standing.status
    line.arrival, line.departure = room.arrival, room.departure
    for name, default in (("adults", 1), ("children", 0), ("babies", 0), ("rate_plan", ""), ("board", "")):
        setattr(line, name, room.said.get(name, default))
    _set_codes(case, line, room, codes)
    _set_nights(case, plan, room)
    return plan


def _said_status(case: Case, room: RoomSaid) -> str:
    """What the room's status is by everything the source has said so far."""
    if case.decision.takes_status:
        return room.status
    if case.decision.adds_lines:
        return Status.CANCELLED  # a newer message left it out
    closed = case.known.reservation.status
    return closed if closed in CLOSED else Status.CANCELLED  # only a closing message can have come before


def _set_codes(case: Case, line: ReservationLine, room: RoomSaid, codes: Codes) -> None:
    room_type = codes.get(CodeKind.ROOM_TYPE, room.said.get("room_type"))
    if room_type is None and room.said.get("room_type"):
        case.doubts.append(Doubt("unknown-room-type", f"{room.pointer}/room_type", room.said["room_type"]))
    line.room_type_id = room_type.pk if room_type else None
    number = room.said.get("room")
    if not number:
        if line.lock_version == 0:  # else the desk chose it
            line.room_id = None
        return
    ours = codes.get(CodeKind.ROOM, number)
    line.room_id = ours.pk if ours else None
    if ours is None:
        case.doubts.append(Doubt("unknown-room", f"{room.pointer}/room", number))
    elif line.room_type_id is None and not room.said.get("room_type"):
        line.room_type_id = ours.room_type_id


def _set_nights(case: Case, plan: LinePlan, room: RoomSaid) -> None:
    nights = {night: amount for night, amount in room.nights if room.arrival <= night < room.departure}
    if room.arrival == room.departure:  # day use: its price stands on the day
        nights = {night: amount for night, amount in room.nights if night == room.arrival}
    for night, _amount in room.nights:
        if night not in nights:
            case.doubts.append(Doubt("night-outside-stay", f"{room.pointer}/nights", night.isoformat()))
    plan.nights = nights
    plan.line.amount = sum(nights.values(), start=0)


def _closed(case: Case, line: ReservationLine, status: str, *, left_out: bool = False) -> LinePlan:
    """A line that is cancelled or not claimed, by a message that does not name it."""
    before = values_of(line, LINE_FIELDS)
    standing = line_status(
        said=status,
        present=line.status,
        said_before=line.source_status,
        touched_by_desk=line.lock_version > 0,
    )
    if standing.contradicts_desk:
        case.doubts.append(
            Doubt("contradicts-desk", "/rooms" if left_out else "/status", f"{line.line}: {status}")
        )
    line.source_status = status
    line.status = standing.status
    return LinePlan(case, line, before, keeps_desk=standing.keeps_desk)


def settle_rooms(plans: Iterable[LinePlan], others: Iterable[ReservationLine]) -> None:
    """Take the room away, with a doubt, from every plan whose room somebody else holds on one of its nights.

    `others` are stored lines outside this batch. Guests in the house come before those expected; a line in the
    house without a room waits as confirmed.
    """
    held: dict[int, list[tuple[tuple, bool]]] = {}
    for line in others:
        held.setdefault(line.room_id, []).append(
            ((line.arrival, line.departure), line.status == Status.IN_HOUSE)
        )
    for plan in sorted(plans, key=lambda plan: (plan.line.status != Status.IN_HOUSE, plan.line.pk is None)):
        if plan.wants_room:
            _claim(plan, held.setdefault(plan.line.room_id, []))
        if plan.line.status == Status.IN_HOUSE and plan.line.room_id is None:
            plan.line.status = Status.CONFIRMED
            if not any(doubt.reason in (ROOM_TAKEN, "unknown-room") for doubt in plan.case.doubts):
                plan.case.doubts.append(Doubt("room-missing", f"{_pointer(plan)}/room"))


def _claim(plan: LinePlan, holders: list[tuple[tuple, bool]]) -> None:
    in_house = plan.line.status == Status.IN_HOUSE
    if any(overlaps(plan.dates, dates) or (in_house and inside) for dates, inside in holders):
        number = plan.said.said.get("room", "") if plan.said else ""
        plan.case.doubts.append(Doubt(ROOM_TAKEN, f"{_pointer(plan)}/room", number))
        plan.line.room_id = None
    else:
        holders.append((plan.dates, in_house))


def _pointer(plan: LinePlan) -> str:
    return plan.said.pointer if plan.said else f"/rooms/{plan.line.line}"


def _guest_of_first_nameless(case: Case) -> tuple[str, Guest] | None:
    """(line, guest): the booking's guest has the first room that names nobody, unless he is named in another."""
    guest = case.arrived(case.message.guest)
    if guest is None:
        return None
    named = {case.people[person.key].guest.pk for room in case.message.rooms for person in room.guests}
    nameless = next((room.line for room in case.message.rooms if not room.guests), None)
    return (nameless, guest.guest) if nameless and guest.guest.pk not in named else None


def _wanted(
    case: Case, room: RoomSaid, line: ReservationLine | None, nameless: tuple | None
) -> dict[int, bool] | None:
    if room.guests:
        staying = [person for place, person in enumerate(room.guests) if place == 0 or person.shares]
        payer = next((person for person in staying if person.pays), staying[0])
        wanted: dict[int, bool] = {}
        for person in staying:
            guest_id = case.people[person.key].guest.pk
            wanted[guest_id] = wanted.get(guest_id, False) or person is payer
        return wanted
    if line is not None and line.lock_version > 0:
        return None  # the desk may have named them
    return {nameless[1].pk: True} if nameless and nameless[0] == room.line else {}


def companions(case: Case) -> Iterable[tuple[Guest, Guest]]:
    """(main guest, companion) of every room: recorded, but without a stay."""
    for room in case.message.rooms or ():
        for person in room.guests[1:]:
            if not person.shares:
                yield case.people[room.guests[0].key].guest, case.people[person.key].guest


def _version(case: Case) -> int:
    message = case.message
    return message.version if message.is_ordered or case.known is None else case.known.reservation.version


def values_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """The named columns of a row, to compare it with later."""
    return {name: getattr(row, name) for name in names}

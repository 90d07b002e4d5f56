"""Bookings come in from machines: batch first, one PUT is a batch of one.

A batch costs the same few dozen statements whether it holds one booking or five hundred. Everything happens
in one transaction; each message is decided on its own (see push_rules), what cannot be understood is taken in
and put into quarantine.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from common.bulk import new_object
from common.together import together
from guests.choices import RelationshipKind
from guests.models import Relationship
from guests.selectors.matches import Wanted
from guests.services.arriving import receive_people
from reservations.choices import CodeKind, Status
from reservations.models import Reservation
from reservations.push_messages import Message
from reservations.push_rules import Verdict, decide
from reservations.quarantine_reasons import VERSION_CONFLICT, Doubt
from reservations.selectors.codes import Codes, load_codes
from reservations.services.push_news import tell
from reservations.services.push_plan import LinePlan, companions, plan_lines, settle_rooms
from reservations.services.push_state import Case, Known, lock_bookings, waves
from reservations.services.push_write import (
    RESERVATION_FIELDS,
    doubt_people,
    holders_of_rooms,
    write_lines,
    write_reservations,
)
from reservations.services.quarantine import keep_doubts
from reservations.standing import reservation_status

#: Free words of a message, in which an erased guest may stand.
FREE_WORDS = ("group", "special_requests", "remarks")
#: Another transaction may take a room between our looking and writing; looking again settles it.
ATTEMPTS = 3


@dataclass(frozen=True)
class Pushed:
    """What became of one message: the booking as stored, who its people are, what waits in quarantine."""

    verdict: Verdict
    reservation: Reservation
    people: dict[str, object] = field(default_factory=dict)  # JSON pointer → Arrived
    doubts: tuple[Doubt, ...] = ()

    @property
    def applied(self) -> bool:
        return self.verdict in (Verdict.CREATED, Verdict.CHANGED)


def push_bookings(
    *,
    source: str,
    messages: Sequence[Message],
    received_at: datetime,
    precondition: Callable[[Reservation | None], bool | None] | None = None,
    forced: bool = False,
) -> list[Pushed]:
    """Take in messages of one source, in their order; one result each.

    `precondition(stored booking or None)` is asked with the booking locked: it may raise to refuse, and True
    says that the sender has seen what he is changing. `forced` applies a message although the same or another
    content is stored under its version (a replay by staff).
    """
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(), together():
                return _push(source, messages, received_at, precondition, forced)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _push(source, messages, received_at, precondition, forced) -> list[Pushed]:
    results: dict[int, Pushed] = {}
    for wave in waves(messages):
        cases = _push_wave(source, [messages[place] for place in wave], received_at, precondition, forced)
        results |= {place: _result(case) for place, case in zip(wave, cases, strict=True)}
    return [results[place] for place in range(len(messages))]


def _push_wave(source, messages, received_at, precondition, forced) -> list[Case]:
    codes = load_codes(source, _codes_in(messages))
    rooms = [row.pk for (kind, _), row in codes.rows.items() if kind == CodeKind.ROOM]
    known = lock_bookings(source, [message.external_id for message in messages], rooms)
    cases = [_decide(message, known.get(message.external_id), precondition, forced) for message in messages]
    writing = [case for case in cases if case.decision.writes]
    _receive(writing, source, received_at)
    for case in writing:
        _set_columns(case, codes)
    plans = [plan for case in writing for plan in plan_lines(case, codes)]
    settle_rooms(plans, holders_of_rooms(plans))
    _stand(writing, plans)
    write_reservations(writing)
    stays = write_lines(plans)
    _note_companions(writing)
    doubt_people(plans, stays)
    keep_doubts(cases, at=received_at)
    tell(writing, plans, stays)
    return cases


def _codes_in(messages: Sequence[Message]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for message in messages:
        wanted[CodeKind.CHANNEL].add(message.said.get("channel", ""))
        wanted[CodeKind.ACCOUNT].add(message.said.get("account", ""))
        for room in message.rooms or ():
            wanted[CodeKind.ROOM_TYPE].add(room.said.get("room_type", ""))
            wanted[CodeKind.ROOM].add(room.said.get("room", ""))
    return wanted


def _decide(message: Message, known: Known | None, precondition, forced: bool) -> Case:
    has_seen = bool(precondition(known.reservation if known else None)) if precondition else False
    decision = decide(
        version=message.version,
        is_ordered=message.is_ordered,
        has_details=message.has_details,
        content_hash=message.content_hash,
        stored=known.standing if known else None,
        forced=forced or (has_seen and not message.is_ordered),
    )
    case = Case(message, known, decision, reservation=known.reservation if known else None)
    if decision.verdict is Verdict.CONFLICT:
        case.doubts.append(Doubt(VERSION_CONFLICT, "/version", str(message.version)))
    return case


def _receive(cases: Sequence[Case], source: str, received_at: datetime) -> None:
    """Find or make the files of everybody named, each person of a booking once."""
    wanted: list[Wanted] = []
    owners: list[tuple[Case, str]] = []
    for case in cases:
        for pointer, person in case.message.people():
            if person.key not in case.people:
                case.people[person.key] = None
                wanted.append(
                    Wanted(
                        person.draft,
                        _hints(case, pointer),
                        booking=case.message.external_id,
                        made_at=case.message.made_before(received_at),
                    )
                )
                owners.append((case, person.key))
    for (case, key), arrived in zip(owners, receive_people(people=wanted, created_by=source), strict=True):
        case.people[key] = arrived


def _hints(case: Case, pointer: str) -> tuple[int, ...]:
    """Who stood at this place of the booking before."""
    if case.known is None:
        return ()
    stored = case.known.reservation
    if pointer == "/booker":
        found = [stored.booker_id]
    else:
        found = [stored.guest_id, *(s.guest_id for stays in case.known.stays.values() for s in stays)]
    return tuple(dict.fromkeys(guest_id for guest_id in found if guest_id))


def _set_columns(case: Case, codes: Codes) -> None:
    message, decision = case.message, case.decision
    stored = case.known.reservation if case.known else new_object(
        Reservation, source=message.source, external_id=message.external_id, created_by=message.source
    )  # fmt: skip
    case.before = {name: getattr(stored, name) for name in RESERVATION_FIELDS} if case.known else None
    case.reservation = stored
    if decision.takes_status:
        stored.status = message.status
        stored.content_hash = message.content_hash
        stored.source_updated_at = message.updated_at or stored.source_updated_at
        stored.version = message.version if message.is_ordered else stored.version
    stored.is_erased = case.is_erased
    if not (decision.takes_details or case.known is None):
        return
    stored.details_version = (
        (message.version if message.is_ordered else stored.version) if message.has_details else -1
    )
    said = message.columns()
    if stored.is_erased:
        said |= {name: Reservation._meta.get_field(name).get_default() for name in FREE_WORDS}
    for name, value in said.items():
        setattr(stored, name, value)
    if stored.currency != settings.HOTEL_CURRENCY and any(room.nights for room in message.rooms or ()):
        case.doubts.append(Doubt("foreign-currency", "/currency", stored.currency))
    stored.channel_id = _code(case, codes, CodeKind.CHANNEL, "channel")
    stored.account_id = _code(case, codes, CodeKind.ACCOUNT, "account")
    guest, booker = case.arrived(message.guest), case.arrived(message.booker)
    stored.guest_id = guest.guest.pk if guest else _first_named(case)
    stored.booker_id = booker.guest.pk if booker else None


def _code(case: Case, codes: Codes, kind: str, name: str) -> int | None:
    said = case.message.said.get(name)
    row = codes.get(kind, said)
    if said and row is None:
        case.doubts.append(Doubt(f"unknown-{name}", f"/{name}", said))
    return row.pk if row else None


def _first_named(case: Case) -> int | None:
    """Where the booking itself names no guest: the first one in its rooms."""
    people = (person for room in case.message.rooms or () for person in room.guests)
    return next((case.people[person.key].guest.pk for person in people), None)


def _stand(cases: Sequence[Case], plans: Sequence[LinePlan]) -> None:
    """The booking's status follows its rooms, as at the desk."""
    lines: dict[int, dict[str, str]] = defaultdict(dict)
    for case in cases:
        for line in case.known.lines.values() if case.known else ():
            lines[id(case)][line.line] = line.status
    for plan in plans:
        lines[id(plan.case)][plan.line.line] = plan.line.status
    for case in cases:
        status = reservation_status(lines[id(case)].values())
        if status is not None:
            case.reservation.status = Status(status)


def _note_companions(cases: Sequence[Case]) -> None:
    pairs = {(main.pk, other.pk) for case in cases for main, other in companions(case) if main.pk != other.pk}
    if pairs:
        Relationship.objects.bulk_create(
            [
                Relationship(guest_id=one, other_id=two, kind=RelationshipKind.COMPANION)
                for one, two in sorted(pairs)
            ],
            ignore_conflicts=True,
        )


def _result(case: Case) -> Pushed:
    people = {
        pointer: case.people[person.key]
        for pointer, person in case.message.people()
        if person.key in case.people
    }
    return Pushed(case.decision.verdict, case.reservation, people, tuple(case.doubts))

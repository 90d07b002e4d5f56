"""The report of arrivals: everything the hotel knows and proposes for who comes on a day, or on the days after it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from common.prepared import fetch_prepared
from guests.called import called
from guests.choices import Place, PreferenceCategory, RelationshipKind
from guests.models import Preference
from reservations.choices import EXPECTED, Status
from reservations.models import ReservationLine
from reservations.rooms_proposal import Proposal
from reservations.selectors import desk
from reservations.selectors.arrival_facts import Failure, Pledge, tiers_of
from reservations.selectors.arrivals_rooms import rooms_for_all

#: Read from the other side: who is his parent has him as a child.
_INVERSE = {
    RelationshipKind.PARENT: RelationshipKind.CHILD,
    RelationshipKind.CHILD: RelationshipKind.PARENT,
}


#: Who is related to whom, and how both are called.
_RELATIONS = f"""
    SELECT r.kind, r.guest_id, r.other_id, {called("one")}, {called("other")}
    FROM guests_relationship r
        JOIN guests_guest one ON one.id = r.guest_id JOIN guests_guest other ON other.id = r.other_id
    WHERE r.guest_id = ANY($1) OR r.other_id = ANY($1)
    ORDER BY r.id"""


@dataclass(frozen=True)
class Kin:
    """Somebody he is related to or travels with; `kind` is what that person is to him."""

    name: str
    kind: RelationshipKind


@dataclass(frozen=True)
class Arrival:
    """One room of the report. `room` is the one it has or the one proposed, with reasons and conflicts."""

    row: desk.Row
    room: Proposal | None
    kin: tuple[Kin, ...]
    tiers: tuple[str, ...]

    @property
    def failures(self) -> tuple[Failure, ...]:
        return self.row.failures

    @property
    def pledges(self) -> tuple[Pledge, ...]:
        return self.row.pledges

    @property
    def line(self) -> ReservationLine:
        return self.row.line

    @cached_property
    def diets(self) -> list[Preference]:
        """What he must or must not eat, and every other must: nobody may overlook it."""
        return [p for p in self.row.preferences if p.is_must or p.category == PreferenceCategory.DIET]

    @cached_property
    def likes(self) -> list[Preference]:
        return [p for p in self.row.preferences if p not in self.diets]


def arrivals_report(*, on: date, days: int, today: date) -> list[Arrival]:
    """Who arrives from `on` for so many days, by day, urgent ones first; 18 queries whatever their number.

    Of a day that is over it shows who came; then no rooms are proposed any more.
    """
    came = [*EXPECTED, Status.IN_HOUSE, Status.CHECKED_OUT]
    lines = ReservationLine.objects.filter(
        arrival__gte=on, arrival__lt=on + timedelta(days=days), status__in=came
    )
    rows = sorted(desk.rows(lines, on=on, place=Place.CHECK_IN), key=lambda row: row.line.arrival)
    guests = {person.guest.pk for row in rows for person in row.people}
    kin, tiers = _kin(guests), tiers_of(guests)
    rooms = rooms_for_all(rows, today=today)
    return [
        Arrival(
            row=row,
            room=rooms.get(row.line.pk),
            kin=_kin_of(row, kin),
            tiers=tuple(tiers[person.guest.pk] for person in row.people if person.guest.pk in tiers),
        )
        for row in rows
    ]


def _kin_of(row: desk.Row, kin: dict[int, dict[int, Kin]]) -> tuple[Kin, ...]:
    """Relations of everybody in the room; what two of them are to each other is said once, of the first."""
    told, said = set(), []
    for person in row.people:
        said += [each for other, each in kin.get(person.guest.pk, {}).items() if other not in told]
        told.add(person.guest.pk)
    return tuple(said)


def _kin(guest_ids: Collection[int]) -> dict[int, dict[int, Kin]]:
    """Guest id → his relations by the other's id, read from both sides, each once; one query."""
    found: dict[int, dict[int, Kin]] = defaultdict(dict)
    relations = fetch_prepared("relations_of_guests", _RELATIONS, ["bigint[]"], [list(guest_ids)])
    for said, one, other, name, other_name in relations:
        kind = RelationshipKind(said)
        # `guest` is to `other` what `kind` says.
        found[other][one] = Kin(name, kind)
        found[one].setdefault(other, Kin(other_name, _INVERSE.get(kind, kind)))
    return found

"""The rooms that are promised or occupied, and who is in them, read without whole bookings and files.

What departments prepare is a list of hundreds of rooms of which each shows a dozen facts.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import QuerySet

from common.among import among
from guests.called import Person
from guests.models import Guest
from reservations.choices import StayStatus
from reservations.models import ReservationLine, RoomType, Stay

_OF_LINE = (
    *("pk", "arrival", "departure", "status", "adults", "children", "babies", "board"),
    *("room__number", "reservation__special_requests", "reservation__guest", "room_type"),
)
_OF_PERSON = [column.name for column in fields(Person)]


@dataclass(frozen=True, slots=True)
class PromisedRoom:
    """A line of a booking: `number` is '' while it has no room, `kind` the name of the type that was booked.

    `requests` came with the booking; `booked_for` is the key of the guest who booked, where he is known.
    """

    pk: int
    arrival: date
    departure: date
    status: str
    adults: int
    children: int
    babies: int
    board: str
    number: str
    requests: Sequence[str]
    booked_for: int | None
    kind: str


def promised_rooms(lines: QuerySet[ReservationLine]) -> list[PromisedRoom]:
    """`lines` as they are; two queries whatever their number."""
    kinds: dict[int | None, str] = {kind.pk: kind.name for kind in RoomType.objects.all()}
    return [
        PromisedRoom(*columns, number or "", requests, booked_for, kinds.get(kind, ""))
        for *columns, number, requests, booked_for, kind in lines.values_list(*_OF_LINE)
    ]


def people_of(rooms: Collection[PromisedRoom]) -> dict[int, list[Person]]:
    """Line id → who is expected or there, who pays first; where nobody is named yet, who booked. Two queries."""
    stays = Stay.objects.filter(
        among("line", [room.pk for room in rooms]), status__in=[StayStatus.EXPECTED, StayStatus.IN_HOUSE]
    )
    columns = [f"guest__{column}" for column in _OF_PERSON]
    found = defaultdict(list)
    for line_id, *person in stays.order_by("-is_payer", "pk").values_list("line", *columns):
        found[line_id].append(Person(*person))
    unnamed = [room for room in rooms if room.pk not in found and room.booked_for]
    if unnamed:
        booked = Guest.objects.filter(among("pk", {room.booked_for for room in unnamed}))
        bookers = {row[0]: Person(*row) for row in booked.values_list(*_OF_PERSON)}
        found |= {room.pk: [bookers[room.booked_for]] for room in unnamed}
    return found

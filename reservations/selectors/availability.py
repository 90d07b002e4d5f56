"""Which rooms can still be given, and how many of a type can still be sold."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from common.among import literals
from common.prepared import fetch_prepared
from reservations.choices import HOLDS_ROOM, Status
from reservations.models import ReservationLine, Room, RoomType
from reservations.rooms_proposal import FreeRoom
from reservations.selectors.held_rooms import Held


def _last_day(arrival: date, departure: date) -> date:
    """Exclusive end of the days a room is needed; day use needs its one day."""
    return max(departure, arrival + timedelta(days=1))


def _touching(arrival: date, end: date) -> Q:
    """Lines that need their room on a day from `arrival` to `end` (exclusive), day use included."""
    return Q(arrival__lt=end) & (Q(departure__gt=arrival) | Q(arrival__gte=arrival))


def free_rooms(*, arrival: date, departure: date, except_line: int | None = None) -> QuerySet[Room]:
    """Rooms promised to nobody else and in order from `arrival` to `departure`.

    Each is annotated with `is_occupied`: somebody is in it at this moment, so it cannot be entered yet.
    """
    end = _last_day(arrival, departure)
    others = ReservationLine.objects.filter(room=OuterRef("pk"), status__in=HOLDS_ROOM)
    if except_line is not None:
        others = others.exclude(pk=except_line)
    promised = others.filter(_touching(arrival, end))
    return (
        Room.objects.filter(is_active=True)
        .filter(Q(out_of_order_until__isnull=True) | Q(out_of_order_until__lte=arrival))
        .filter(~Exists(promised))
        .annotate(
            is_occupied=ExpressionWrapper(
                Exists(others.filter(status=Status.IN_HOUSE)), output_field=BooleanField()
            )
        )
        .order_by("number")
    )


#: What is judged of a room.
_JUDGED = ("pk", "number", "floor", "room_type", "features", "is_occupied", "out_of_order_until")


def judged(rooms: QuerySet[Room], held: Mapping[int, Held]) -> list[FreeRoom]:
    """`rooms`, annotated with `is_occupied`, as they are judged when one is proposed; two queries."""
    kinds = {kind.pk: kind for kind in RoomType.objects.all()}
    return [
        FreeRoom(
            id=pk,
            number=number,
            floor=floor,
            type_id=kind,
            type_name=kinds[kind].name,
            rank=kinds[kind].rank,
            features=frozenset(features),
            is_occupied=is_occupied,
            out_of_order_until=until,
            **Held.marks(held.get(pk)),
        )
        for pk, number, floor, kind, features, is_occupied, until in rooms.values_list(*_JUDGED)
    ]


#: Of each type: the rooms in use less those that are taken or out of order in its fullest night from $1 to before $2,
#: the line $3 left aside. A line counts for the type of its room, and without a room for the type it was sold as.
_ROOMS_LEFT = f"""
    WITH unavailable AS (
        SELECT coalesce(room.room_type_id, line.room_type_id) AS room_type_id, night
        FROM reservations_reservationline line LEFT JOIN reservations_room room ON room.id = line.room_id
        CROSS JOIN LATERAL generate_series(
            greatest(line.arrival, $1) - $1, least(greatest(line.departure, line.arrival + 1), $2) - $1 - 1
        ) AS night
        WHERE line.status IN ({literals(HOLDS_ROOM)})
          AND line.arrival < $2 AND (line.departure > $1 OR line.arrival >= $1) AND line.id IS DISTINCT FROM $3
        UNION ALL
        SELECT room_type_id, generate_series(0, least(out_of_order_until, $2) - $1 - 1) FROM reservations_room
        WHERE is_active AND out_of_order_until > $1
    ), fullest AS (
        SELECT DISTINCT ON (room_type_id) room_type_id, count(*) AS taken FROM unavailable
        GROUP BY room_type_id, night ORDER BY room_type_id, taken DESC
    )
    SELECT room.room_type_id, count(*) - coalesce(max(fullest.taken), 0)
    FROM reservations_room room LEFT JOIN fullest USING (room_type_id)
    WHERE room.is_active GROUP BY room.room_type_id"""


def rooms_left(*, arrival: date, departure: date, except_line: int | None = None) -> Counter[int]:
    """Room type id → rooms that can still be sold for every night of the range; negative where overbooked.

    One query.
    """
    said = [arrival, _last_day(arrival, departure), except_line]
    return Counter(dict(fetch_prepared("rooms_left", _ROOMS_LEFT, ("date", "date", "bigint"), said)))

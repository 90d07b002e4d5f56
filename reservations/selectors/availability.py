"""Which rooms can still be given, and how many of a type can still be sold."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from reservations.choices import HOLDS_ROOM, Status
from reservations.models import ReservationLine, Room


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
        .select_related("room_type")
        .order_by("number")
    )


def rooms_left(*, arrival: date, departure: date, except_line: int | None = None) -> Counter[int]:
    """Room type id → rooms that can still be sold for every night of the range; negative where overbooked.

    A line counts for the type of its room, and without a room for the type it was sold as.
    """
    end = _last_day(arrival, departure)
    first, last = arrival.toordinal(), end.toordinal()
    rooms: Counter[int] = Counter()
    taken: Counter[tuple[int, int]] = Counter()

    def take(type_id: int, since: date, until: date) -> None:
        """Of the nights that were asked about those from `since` to `until` (exclusive)."""
        for night in range(max(first, since.toordinal()), min(last, until.toordinal())):
            taken[type_id, night] += 1

    for type_id, until in Room.objects.filter(is_active=True).values_list(
        "room_type_id", "out_of_order_until"
    ):
        rooms[type_id] += 1
        if until is not None:
            take(type_id, arrival, until)
    lines = ReservationLine.objects.filter(_touching(arrival, end), status__in=HOLDS_ROOM)
    if except_line is not None:
        lines = lines.exclude(pk=except_line)
    for line_arrival, line_departure, sold_type, room_type in lines.values_list(
        "arrival", "departure", "room_type_id", "room__room_type_id"
    ):
        take(room_type or sold_type, line_arrival, _last_day(line_arrival, line_departure))
    return Counter(
        {
            type_id: count - max(taken[type_id, n] for n in range(first, last))
            for type_id, count in rooms.items()
        }
    )

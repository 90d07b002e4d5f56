"""Row locks with a name and one order: Room → Reservation → Line → Stay. Two clerks wait, they never deadlock.

`refusals_in_words` turns the database's last word (a constraint, a lock that is held too long) into an error
that tells the clerk what to do.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from reservations.exceptions import RoomUnavailable, SomebodyElseIsAtIt
from reservations.models import Reservation, ReservationLine, Room, RoomType, Stay

ROOM_CONSTRAINTS = frozenset({"one_party_per_room_in_house", "room_promised_once"})
#: lock_not_available, deadlock_detected
LOCK_CODES = frozenset({"55P03", "40P01"})


@dataclass(frozen=True)
class Locked:
    """A line with everything an act on it may change, locked until the transaction ends."""

    line: ReservationLine
    reservation: Reservation
    stays: list[Stay]
    rooms: dict[int, Room]

    @property
    def room(self) -> Room | None:
        """The line's own room."""
        return self.rooms.get(self.line.room_id)


def lock_line(line_id: int, *, room_ids: Iterable[int | None] = ()) -> Locked:
    """Lock the line, its booking, its stays and its room, and the rooms it may go to.

    Raises ReservationLine.DoesNotExist, and SomebodyElseIsAtIt when the line was given another room between
    looking and locking.
    """
    seen_room, reservation_id = ReservationLine.objects.values_list("room_id", "reservation_id").get(
        pk=line_id
    )
    rooms = lock_rooms([*room_ids, seen_room])
    reservation = Reservation.objects.select_for_update(no_key=True).get(pk=reservation_id)
    line = ReservationLine.objects.select_for_update(no_key=True).get(pk=line_id)
    if line.room_id is not None and line.room_id not in rooms:
        raise SomebodyElseIsAtIt()
    stays = list(
        Stay.objects.select_for_update(of=["self"], no_key=True)
        .filter(line=line)
        .select_related("guest")
        .order_by("pk")
    )
    line.reservation = reservation
    return Locked(line=line, reservation=reservation, stays=stays, rooms=rooms)


def lock_rooms(room_ids: Iterable[int | None]) -> dict[int, Room]:
    """The rooms by id, locked in the order of their ids; an unknown id is a RoomUnavailable."""
    wanted = {room_id for room_id in room_ids if room_id is not None}
    rooms = {
        room.pk: room
        for room in Room.objects.select_for_update(of=["self"], no_key=True)
        .select_related("room_type")
        .filter(pk__in=wanted)
        .order_by("pk")
    }
    if len(rooms) != len(wanted):
        raise RoomUnavailable(_("This room does not exist. Choose another one."), field="room")
    return rooms


def lock_reservation(reservation_id: int) -> tuple[Reservation, list[ReservationLine]]:
    """The booking and its lines, locked, after the rooms the lines hold; raises Reservation.DoesNotExist."""
    lock_rooms(ReservationLine.objects.filter(reservation=reservation_id).values_list("room_id", flat=True))
    reservation = Reservation.objects.select_for_update(no_key=True).get(pk=reservation_id)
    lines = list(reservation.lines.select_for_update(no_key=True).order_by("pk"))
    return reservation, lines


def lock_room_type(room_type_id: int) -> RoomType:
    """Two clerks who sell the last room of a type take turns; before every other lock."""
    return RoomType.objects.select_for_update(no_key=True).get(pk=room_type_id)


@contextmanager
def refusals_in_words():
    """One transaction (or savepoint) whose refusal by the database is a HotelError with a remedy."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        said = _in_words(error)
        if said is None:
            raise
        raise said from error


def _in_words(error: DatabaseError) -> HotelError | None:
    cause = error.__cause__
    if getattr(cause, "pgcode", None) in LOCK_CODES:
        return SomebodyElseIsAtIt()
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return RoomUnavailable(field="room") if constraint in ROOM_CONSTRAINTS else None

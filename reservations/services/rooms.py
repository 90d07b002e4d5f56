"""Rooms are given to bookings, and guests move between rooms."""

from datetime import date

from django.utils.translation import gettext as _

from reservations import signals
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.exceptions import NotExpected, NotInHouse, RoomUnavailable
from reservations.models import Reservation, ReservationLine, Room
from reservations.services.changes import save_line
from reservations.services.locking import lock_line, refusals_in_words


def assign_room(*, line_id: int, room_id: int | None) -> ReservationLine:
    """Promise a room to an expected line (None: take the promise back).

    Raises RoomUnavailable when it is promised to somebody else or out of order, NotExpected when the line is
    not expected any more.
    """
    with refusals_in_words():
        locked = lock_line(line_id, room_ids=[room_id])
        line = locked.line
        if line.status not in EXPECTED:
            raise NotExpected(_("This room is not expected any more. To change rooms, move the guests."))
        if room_id is not None:
            require_in_order(locked.rooms[room_id], on=line.arrival)
        line.room_id = room_id
        save_line(line, "room")
        line.stays.filter(status=StayStatus.EXPECTED).update(room=room_id)
        signals.reservation_changed.send(Reservation, reservation_ids=[line.reservation_id])
    return line


def move_room(*, line_id: int, room_id: int, on: date) -> ReservationLine:
    """Move the guests of an in-house line to another room for the rest of their stay.

    Nights and prices stay as sold. Raises RoomUnavailable when the room is occupied, promised for one of the
    remaining nights, or out of order; NotInHouse when nobody of this line is in the house.
    """
    with refusals_in_words():
        locked = lock_line(line_id, room_ids=[room_id])
        line = locked.line
        if line.status != Status.IN_HOUSE:
            raise NotInHouse()
        if line.room_id == room_id:
            raise RoomUnavailable(_("The guests already have this room. Choose another one."), field="room")
        require_in_order(locked.rooms[room_id], on=on)
        line.room_id = room_id
        save_line(line, "room")
        line.stays.filter(status=StayStatus.IN_HOUSE).update(room=room_id)
        signals.reservation_changed.send(Reservation, reservation_ids=[line.reservation_id])
    return line


def require_in_order(room: Room, *, on: date) -> None:
    """Raise RoomUnavailable for a room that cannot be slept in on `on`."""
    if not room.is_active:
        raise RoomUnavailable(
            _("Room %(room)s is not in use. Choose another one.") % {"room": room}, field="room"
        )
    if room.out_of_order_until is not None and room.out_of_order_until > on:
        raise RoomUnavailable(
            _("Room %(room)s is out of order until %(until)s. Choose another one.")
            % {"room": room, "until": room.out_of_order_until.isoformat()},
            field="room",
        )

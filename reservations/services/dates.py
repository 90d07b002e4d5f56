"""Arrival and departure of a room change: extended, shortened, arrived a day late."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.conflicts import settled
from common.errors import EditConflict, HotelError
from reservations import signals
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.exceptions import NotExpected, RoomUnavailable
from reservations.models import Reservation, ReservationLine, RoomNight
from reservations.rates import nights_after_change
from reservations.selectors.availability import rooms_left
from reservations.services.changes import save_line
from reservations.services.locking import lock_line, lock_room_type, refusals_in_words

#: Stays that follow the dates of their line.
PRESENT_OR_EXPECTED = (StayStatus.EXPECTED, StayStatus.IN_HOUSE)


def change_line(
    *,
    line_id: int,
    expected_version: int,
    on: date,
    arrival: date | None = None,
    departure: date | None = None,
    room_type_id: int | None = None,
    rate: Decimal | None = None,
    adults: int | None = None,
    children: int | None = None,
    babies: int | None = None,
    accept_overbooking: bool = False,
) -> ReservationLine:
    """Change dates, type, price or persons of one room; None leaves as it is.

    In the house only the departure (not before `on`), the price of the nights still to come and the persons
    can change. Nights keep the price they were sold for, new ones cost `rate` or what their neighbours cost.
    Raises EditConflict when somebody changed the room since `expected_version`, RoomUnavailable when its room
    or type is taken for the new dates, NotExpected when it is neither expected nor in the house.
    """
    with refusals_in_words():
        if room_type_id is not None:
            lock_room_type(room_type_id)
        line = lock_line(line_id).line
        wanted = {
            name: value
            for name, value in {
                "arrival": arrival,
                "departure": departure,
                "room_type_id": room_type_id,
                "adults": adults,
                "children": children,
                "babies": babies,
            }.items()
            if value is not None and value != getattr(line, name)
        }
        wanted = _settled(line, wanted, rate, expected_version)
        _require_changeable(line, wanted, on)
        for name, value in wanted.items():
            setattr(line, name, value)
        _require_possible(line, wanted, accept_overbooking)
        reprice(line, rate=rate, rate_from=on if line.status == Status.IN_HOUSE else None)
        save_line(line, *[name.removesuffix("_id") for name in wanted], "amount")
        if {"arrival", "departure"} & wanted.keys():
            line.stays.filter(status__in=PRESENT_OR_EXPECTED).update(departure=line.departure)
            line.stays.filter(status=StayStatus.EXPECTED).update(arrival=line.arrival)
        signals.reservation_changed.send(Reservation, reservation_ids=[line.reservation_id])
    return line


def _settled(line: ReservationLine, wanted: dict, rate: Decimal | None, expected_version: int) -> dict:
    """As `settled`; a price is no column of its own, so nobody can say whether both changed it: it is asked."""
    if rate is None or line.lock_version == expected_version:
        return settled(line, wanted, expected_version)
    try:
        conflict = EditConflict(only_theirs=wanted.keys() - settled(line, wanted, expected_version).keys())
    except EditConflict as both:
        conflict = both
    theirs = line.amount / line.nights if line.nights else line.amount
    conflict.conflicts.append(("rate", rate, theirs.quantize(rate)))
    raise conflict


def _require_changeable(line: ReservationLine, wanted: dict, on: date) -> None:
    if line.status in EXPECTED:
        if wanted.get("arrival", on) < on:
            raise HotelError(
                _("The arrival cannot lie before today (%(today)s).") % {"today": on.isoformat()},
                field="arrival",
            )
        return
    if line.status != Status.IN_HOUSE:
        raise NotExpected(_("This room is closed: its guests have left, or it was cancelled or not claimed."))
    if wanted.keys() & {"arrival", "room_type_id"}:
        raise HotelError(
            _(
                "The guests are in the house: arrival and type stay as they are. Move them to another room instead."
            ),
            field="arrival" if "arrival" in wanted else "room_type",
        )
    if wanted.get("departure", on) < on:
        raise HotelError(
            _("The departure cannot lie before today (%(today)s).") % {"today": on.isoformat()},
            field="departure",
        )


def _require_possible(line: ReservationLine, wanted: dict, accept_overbooking: bool) -> None:
    if line.departure < line.arrival:
        raise HotelError(_("The departure cannot lie before the arrival."), field="departure")
    if not {"arrival", "departure", "room_type_id"} & wanted.keys() or accept_overbooking:
        return
    type_id = line.room.room_type_id if line.room else line.room_type_id
    left = rooms_left(arrival=line.arrival, departure=line.departure, except_line=line.pk)
    if type_id is not None and line.status != Status.WAITLISTED and left[type_id] < 1:
        raise RoomUnavailable(
            _("No room of this type is left for these nights. Choose another type or other dates."),
            field="room_type" if "room_type_id" in wanted else "departure",
            code="room-type-full",
        )


def reprice(line: ReservationLine, *, rate: Decimal | None = None, rate_from: date | None = None) -> None:
    """Make the line's sold nights those of its dates and set `amount` to their sum; the caller saves the line."""
    sold = dict(line.nights_sold.values_list("date", "amount"))
    nights = nights_after_change(sold, line.arrival, line.departure, rate=rate, rate_from=rate_from)
    if nights != sold:
        line.nights_sold.exclude(date__in=nights).delete()
        RoomNight.objects.bulk_create(
            [RoomNight(line=line, date=night, amount=amount) for night, amount in nights.items()],
            update_conflicts=True,
            unique_fields=["line", "date"],
            update_fields=["amount"],
        )
    line.amount = sum(nights.values())

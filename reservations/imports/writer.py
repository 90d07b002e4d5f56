"""Bookings of a file into the tables: one transaction a chunk, what is there already is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.copying import copy_rows, reserve_ids
from guests.models import Guest
from reservations.choices import Status, StayStatus
from reservations.imports.rows import BookingRow
from reservations.models import Reservation, ReservationLine, RoomNight, Stay
from reservations.services.room_revenue import settle_room_charges

#: Rows a transaction.
CHUNK = 1000
#: A file knows dates, not hours: when guests arrive and leave unless it says otherwise.
ARRIVES_AT, LEAVES_AT = time(15), time(11)
DAY_USE_ARRIVES_AT, DAY_USE_LEAVES_AT = time(9), time(17)


@dataclass(frozen=True)
class Written:
    """The keys of the new bookings and of their guests."""

    reservations: list[int] = field(default_factory=list)
    guests: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.reservations)


@transaction.atomic
def write_bookings(*, source: str, bookings: Sequence[BookingRow]) -> Written:
    """Add the bookings that `source` has not brought yet, each with an anonymous guest; what is new.

    Room revenue is posted by the rule for everything that no other system charges. Repeating it changes
    nothing.
    """
    known = set(
        Reservation.objects.filter(
            source=source, external_id__in=[booking.external_id for booking in bookings]
        ).values_list("external_id", flat=True)
    )
    new = [booking for booking in bookings if booking.external_id not in known]
    if not new:
        return Written()
    guest_ids, reservation_ids = reserve_ids(Guest, len(new)), reserve_ids(Reservation, len(new))
    line_ids = reserve_ids(ReservationLine, len(new))
    copy_rows(
        Guest,
        ("id", "nationality", "source", "is_anonymous", "created_by"),
        (
            (guest, booking.nationality, source, True, source)
            for guest, booking in zip(guest_ids, new, strict=True)
        ),
    )
    _write_reservations(source, new, guest_ids, reservation_ids)
    _write_lines(new, reservation_ids, line_ids)
    _write_stays(new, guest_ids, line_ids)
    settle_room_charges(line_ids)
    return Written([*reservation_ids], [*guest_ids])


def _write_reservations(source, bookings, guest_ids, reservation_ids) -> None:
    columns = ("id", "source", "external_id", "status", "booked_at", "origin", "currency", "attributes", "guest_id",
               "created_by")  # fmt: skip
    rows = (
        (
            key, source, booking.external_id, booking.status, _moment(booking.booked_on, time(12)), booking.origin,
            settings.HOTEL_CURRENCY, booking.attributes, guest, source,
        )
        for key, guest, booking in zip(reservation_ids, guest_ids, bookings, strict=True)
    )  # fmt: skip
    copy_rows(Reservation, columns, rows)


def _write_lines(bookings, reservation_ids, line_ids) -> None:
    columns = ("id", "reservation_id", "arrival", "departure", "adults", "children", "babies", "board", "status",
               "amount")  # fmt: skip
    rows = (
        (
            key, reservation, booking.arrival, _departure(booking), booking.adults, booking.children, booking.babies,
            booking.board, booking.status, booking.price * booking.nights,
        )
        for key, reservation, booking in zip(line_ids, reservation_ids, bookings, strict=True)
    )  # fmt: skip
    copy_rows(ReservationLine, columns, rows)
    nights = (
        (key, booking.arrival + timedelta(days=night), booking.price)
        for key, booking in zip(line_ids, bookings, strict=True)
        for night in range(booking.nights)
    )
    copy_rows(RoomNight, ("line_id", "date", "amount"), nights)


def _write_stays(bookings, guest_ids, line_ids) -> None:
    columns = (
        "guest_id",
        "line_id",
        "arrival",
        "departure",
        "status",
        "checked_in_at",
        "checked_out_at",
        "spend",
    )
    zero = Decimal(0)
    rows = (
        (guest, line, booking.arrival, _departure(booking), *_presence(booking), zero)
        for guest, line, booking in zip(guest_ids, line_ids, bookings, strict=True)
    )
    copy_rows(Stay, columns, rows)


def _presence(booking: BookingRow) -> tuple[str, datetime | None, datetime | None]:
    """Status of the stay and its moments; a booking that fell through has a void one."""
    if booking.status != Status.CHECKED_OUT:
        return StayStatus.VOID, None, None
    arrives, leaves = (ARRIVES_AT, LEAVES_AT) if booking.nights else (DAY_USE_ARRIVES_AT, DAY_USE_LEAVES_AT)
    came = _moment(booking.arrival, arrives)
    return StayStatus.CHECKED_OUT, came, _moment(_departure(booking), leaves)


def _departure(booking: BookingRow):
    return booking.arrival + timedelta(days=booking.nights)


def _moment(day, at: time) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, at))

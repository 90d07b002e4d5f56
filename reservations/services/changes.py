"""Bookings are corrected, cancelled and taken back; their status follows their rooms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from common.conflicts import settled
from common.errors import HotelError
from reservations import signals
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.exceptions import NotExpected, RoomUnavailable
from reservations.models import Reservation, ReservationLine, Stay
from reservations.selectors.availability import rooms_left
from reservations.services.locking import lock_reservation, refusals_in_words
from reservations.standing import reservation_status

#: What a clerk may correct on the booking itself; rooms and dates are changed line by line.
CHANGEABLE = (
    "status", "origin", "channel_id", "account_id", "group", "motive", "why_this_hotel",
    "special_requests", "remarks",
)  # fmt: skip


def change_reservation(
    *, reservation_id: int, changes: Mapping[str, Any], expected_version: int
) -> Reservation:
    """Correct the booking's own facts (CHANGEABLE).

    Raises EditConflict with (field, yours, theirs) for every field that both changed when somebody saved it
    since `expected_version`; what only the other changed is kept and yours is saved beside it.
    """
    unknown = changes.keys() - {*CHANGEABLE}
    if unknown:
        raise HotelError(f"not changeable here: {sorted(unknown)}")
    with refusals_in_words():
        reservation, lines = lock_reservation(reservation_id)
        news = settled(reservation, changes, expected_version)
        status = news.get("status")
        if status is not None:
            _change_expected(lines, status)
        if news:
            for name, value in news.items():
                setattr(reservation, name, value)
            _save(reservation, *news)
            signals.reservation_changed.send(Reservation, reservation_ids=[reservation.pk])
    return reservation


def _change_expected(lines: Sequence[ReservationLine], status: str) -> None:
    if status not in EXPECTED:
        raise HotelError(
            _(
                "A booking becomes tentative, confirmed or waitlisted here. Use the buttons for everything else."
            ),
            field="status",
        )
    expected = [line for line in lines if line.status in EXPECTED]
    if not expected:
        raise NotExpected(_("No room of this booking is still expected."), field="status")
    ReservationLine.objects.filter(pk__in=[line.pk for line in expected]).update(
        status=status, lock_version=F("lock_version") + 1
    )


def cancel(*, reservation_id: int, reason: str = "", line_ids: Sequence[int] | None = None) -> Reservation:
    """Cancel the booking, or of its rooms only `line_ids`; rooms are free again, expected stays void.

    Raises NotExpected when a room has been checked in, or when none of them is still expected.
    """
    with refusals_in_words():
        reservation, lines = lock_reservation(reservation_id)
        chosen = [line for line in lines if line_ids is None or line.pk in line_ids]
        if any(line.status == Status.IN_HOUSE for line in chosen):
            raise NotExpected(_("A room of this booking is in the house. Check it out instead."))
        ending = [line.pk for line in chosen if line.status in EXPECTED]
        if not ending:
            raise NotExpected(_("No room of this booking is still expected."))
        end_lines(reservation=reservation, line_ids=ending, status=Status.CANCELLED)
        if reason:
            reservation.remarks = "\n".join(part for part in (reservation.remarks, reason) if part)
            _save(reservation, "remarks")
        signals.reservation_cancelled.send(Reservation, reservation_ids=[reservation.pk], line_ids=ending)
    return reservation


def reinstate(*, reservation_id: int, line_ids: Sequence[int] | None = None) -> Reservation:
    """Take a cancellation or a no-show back: confirmed again, without a room where the old one has been given away.

    Raises NotExpected where nothing was cancelled, RoomUnavailable where the type has been sold meanwhile.
    """
    with refusals_in_words():
        reservation, lines = lock_reservation(reservation_id)
        chosen = [
            line
            for line in lines
            if line.status in (Status.CANCELLED, Status.NO_SHOW) and (line_ids is None or line.pk in line_ids)
        ]
        if not chosen:
            raise NotExpected(_("No room of this booking was cancelled or marked as no-show."))
        for line in chosen:
            _reinstate_line(line)
        Stay.objects.filter(line__in=chosen, status=StayStatus.VOID).update(status=StayStatus.EXPECTED)
        refresh_standing(reservation)
        signals.reservation_changed.send(Reservation, reservation_ids=[reservation.pk])
    return reservation


def _reinstate_line(line: ReservationLine) -> None:
    if (
        line.room_type_id
        and rooms_left(arrival=line.arrival, departure=line.departure)[line.room_type_id] < 1
    ):
        raise RoomUnavailable(
            _("No room of this type is left for these nights. Change the type or the dates first."),
            code="room-type-full",
        )
    line.status = Status.CONFIRMED
    try:
        with refusals_in_words():
            save_line(line, "status")
    except RoomUnavailable:
        line.room = None
        line.stays.update(room=None)
        save_line(line, "status", "room")


def end_lines(*, reservation: Reservation, line_ids: Sequence[int], status: str) -> None:
    """Lines that will not take place: `status` is CANCELLED or NO_SHOW, their expected stays are void."""
    ReservationLine.objects.filter(pk__in=line_ids).update(status=status, lock_version=F("lock_version") + 1)
    Stay.objects.filter(line__in=line_ids, status=StayStatus.EXPECTED).update(status=StayStatus.VOID)
    refresh_standing(reservation)


def refresh_standing(reservation: Reservation) -> None:
    """The booking's status follows its rooms; call it after every change of a line, with the booking locked."""
    status = reservation_status(reservation.lines.values_list("status", flat=True))
    if status is not None and status != reservation.status:
        reservation.status = status
        _save(reservation, "status")


def save_line(line: ReservationLine, *fields: str) -> None:
    """Save `fields` of a locked line and count the change."""
    line.lock_version += 1
    line.save(update_fields=[*fields, "lock_version", "updated_at"])


def _save(reservation: Reservation, *fields: str) -> None:
    reservation.lock_version += 1
    reservation.save(update_fields=[*fields, "lock_version", "updated_at"])

"""Guests come and go: check-in, check-out, both taken back, no-shows."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from common.money import CENT
from guests.choices import Place
from reservations import signals
from reservations.choices import EXPECTED, Status, StayStatus
from reservations.exceptions import (
    AlreadyCheckedIn,
    NobodyNamed,
    NotExpected,
    NotInHouse,
    RoomUnavailable,
)
from reservations.models import ReservationLine, RoomNight, Stay
from reservations.services.blacklist import require_nobody_blacklisted
from reservations.services.changes import end_lines, refresh_standing, save_line
from reservations.services.dates import reprice
from reservations.services.locking import Locked, lock_line, refusals_in_words
from reservations.services.room_revenue import settle_room_charges
from reservations.services.rooms import require_in_order
from reservations.services.stops import require_alerts_read


def check_in(
    *,
    line_id: int,
    on: date,
    at: datetime,
    user=None,
    room_id: int | None = None,
    absent_stay_ids: Sequence[int] = (),
    blacklist_reason: str = "",
    may_override_blacklist: bool = False,
) -> ReservationLine:
    """The guests of a line take their room (`room_id`, else the one promised to them) on business date `on`.

    `absent_stay_ids` are sharers who come later. Who was booked from an earlier day starts today, and the
    nights before are not charged. Raises AlreadyCheckedIn, NotExpected (cancelled, left, booked for a later
    day or over), NobodyNamed, BlacklistStop, AlertUnread, RoomUnavailable (none chosen, occupied, out of
    order, promised).
    """
    with refusals_in_words():
        locked = lock_line(line_id, room_ids=[room_id])
        line = locked.line
        _require_expected_today(line, on)
        arriving = [stay for stay in locked.stays if stay.pk not in absent_stay_ids]
        if not arriving:
            raise NobodyNamed()
        require_nobody_blacklisted(
            guest_ids=[stay.guest_id for stay in arriving],
            at=at,
            user=user,
            reason=blacklist_reason,
            may_override=may_override_blacklist,
        )
        require_alerts_read(
            guest_ids=[stay.guest_id for stay in arriving], places=[Place.CHECK_IN], on=on, user=user
        )
        _enter_room(locked, room_id, on)
        _start(arriving, line, at)
        line.stays.filter(pk__in=absent_stay_ids).update(
            room=line.room, arrival=line.arrival, departure=line.departure
        )
        refresh_standing(locked.reservation)
    return line


def _require_expected_today(line: ReservationLine, on: date) -> None:
    if line.status == Status.IN_HOUSE:
        raise AlreadyCheckedIn()
    if line.status not in EXPECTED:
        raise NotExpected(
            _("This booking was cancelled, not claimed, or its guests have left. Reinstate it first.")
        )
    if line.arrival > on:
        raise NotExpected(
            _("They are booked from %(arrival)s on. Change the arrival to today first.")
            % {"arrival": line.arrival.isoformat()},
            field="arrival",
        )
    if line.departure < on or (line.departure == on and line.arrival < on):
        raise NotExpected(
            _("They were booked until %(departure)s. Change the departure first.")
            % {"departure": line.departure.isoformat()},
            field="departure",
        )


def _enter_room(locked: Locked, room_id: int | None, on: date) -> None:
    line = locked.line
    room = locked.rooms.get(room_id) if room_id is not None else locked.room
    if room is None:
        raise RoomUnavailable(_("No room has been chosen yet. Choose one."), field="room")
    require_in_order(room, on=on)
    fields = ["room", "status"]
    if line.arrival < on:
        line.arrival = on
        reprice(line)
        fields += ["arrival", "amount"]
    line.room = room
    line.status = Status.IN_HOUSE
    save_line(line, *fields)


def _start(stays: Sequence[Stay], line: ReservationLine, at: datetime) -> None:
    Stay.objects.filter(pk__in=[stay.pk for stay in stays]).update(
        status=StayStatus.IN_HOUSE,
        room=line.room,
        arrival=line.arrival,
        departure=line.departure,
        checked_in_at=at,
        checked_out_at=None,
    )
    tell(signals.stay_started, stays)


def check_out(*, line_id: int, on: date, at: datetime, user=None) -> ReservationLine:
    """The guests of a line leave on business date `on`; their room is free and its charges are settled.

    Who leaves early pays the nights he stayed (at least the first), who leaves late the further ones at the
    price of the last. Sharers who never came are void. Raises NotInHouse, and AlertUnread when `user` has not
    read what stops the screen at check-out.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line = locked.line
        if line.status != Status.IN_HOUSE:
            raise NotInHouse()
        leaving = [stay for stay in locked.stays if stay.status == StayStatus.IN_HOUSE]
        require_alerts_read(
            guest_ids=[stay.guest_id for stay in leaving], places=[Place.CHECK_OUT], on=on, user=user
        )
        line.status = Status.CHECKED_OUT
        fields = ["status"]
        if line.departure != on:
            line.departure = max(on, line.arrival)
            reprice(line)
            fields += ["departure", "amount"]
        save_line(line, *fields)
        Stay.objects.filter(pk__in=[stay.pk for stay in leaving]).update(
            status=StayStatus.CHECKED_OUT, departure=line.departure, checked_out_at=at
        )
        line.stays.filter(status=StayStatus.EXPECTED).update(status=StayStatus.VOID)
        refresh_standing(locked.reservation)
        settle_room_charges([line.pk])
        tell(signals.stay_completed, leaving)
    return line


def stay_on(*, line_id: int, next_line_id: int, on: date, at: datetime, user=None) -> ReservationLine:
    """Who has a further booking goes on staying by it in the room he is in: from `on` the nights are the next line's.

    Raises what `check_out` and `check_in` raise; then he is where he was.
    """
    with refusals_in_words():
        left = check_out(line_id=line_id, on=on, at=at, user=user)
        return check_in(line_id=next_line_id, on=on, at=at, user=user, room_id=left.room_id)


def reverse_check_in(*, line_id: int) -> ReservationLine:
    """It was the wrong guest or the wrong room: the line is expected again, its room stays promised to it.

    Raises NotInHouse, and NotExpected when charges were already posted (they need somebody to belong to) or
    one of them has left already.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line = locked.line
        if line.status != Status.IN_HOUSE:
            raise NotInHouse()
        if any(stay.spend for stay in locked.stays):
            raise NotExpected(
                _("Charges were posted to this stay already. Have them moved first, or check the guests out.")
            )
        if any(stay.status == StayStatus.CHECKED_OUT for stay in locked.stays):
            raise NotExpected(_("One guest of this room has left already. Take his leaving back first."))
        back = [stay for stay in locked.stays if stay.status == StayStatus.IN_HOUSE]
        line.status = Status.CONFIRMED
        save_line(line, "status")
        Stay.objects.filter(pk__in=[stay.pk for stay in back]).update(
            status=StayStatus.EXPECTED, checked_in_at=None
        )
        refresh_standing(locked.reservation)
        tell(signals.stay_withdrawn, back)
    return line


def reverse_check_out(*, line_id: int, on: date) -> ReservationLine:
    """They have not left after all: in the house again, with the departure and nights they had before.

    Raises NotInHouse when they were not checked out, RoomUnavailable when somebody else has their room.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line = locked.line
        if line.status != Status.CHECKED_OUT:
            raise NotInHouse(_("These guests have not been checked out."))
        gone = [stay for stay in locked.stays if stay.status == StayStatus.CHECKED_OUT]
        last = max((stay.checked_out_at for stay in gone), default=None)
        back = [stay for stay in gone if stay.checked_out_at == last]  # who left alone before stays away
        line.status = Status.IN_HOUSE
        _restore_departure(line, on)
        save_line(line, "status", "departure", "amount")
        Stay.objects.filter(pk__in=[stay.pk for stay in back]).update(
            status=StayStatus.IN_HOUSE, departure=line.departure, checked_out_at=None
        )
        refresh_standing(locked.reservation)
        settle_room_charges([line.pk])
        tell(signals.stay_reopened, back)
    return line


def _restore_departure(line: ReservationLine, on: date) -> None:
    """Departure and nights as they were before the check-out, from the line's change history.

    The nights that the check-out dropped share what the amount lost by it, to the cent.
    """
    before = line.events.filter(status=Status.IN_HOUSE).order_by("-pgh_id").first()
    departure = before.departure if before else line.departure
    lost = before.amount - line.amount if before else 0
    sold = set(line.nights_sold.values_list("date", flat=True))
    line.departure = max(departure, on)
    reprice(line)
    missing = list(line.nights_sold.exclude(date__in=sold).filter(date__lt=departure).order_by("date"))
    if missing and lost > 0:
        each, cents = divmod(int(lost * 100), len(missing))
        for n, night in enumerate(missing):
            night.amount = (each + (n < cents)) * CENT
        RoomNight.objects.bulk_update(missing, ["amount"])
        line.amount = sum(line.nights_sold.values_list("amount", flat=True))


def mark_no_show(*, line_id: int, on: date) -> ReservationLine:
    """Nobody claimed the room that was booked for `on` or before: no stay, the room is free.

    Raises NotExpected when it was not expected, or is booked for a later day.
    """
    with refusals_in_words():
        locked = lock_line(line_id)
        line = locked.line
        if line.status not in EXPECTED or line.arrival > on:
            raise NotExpected()
        end_lines(reservation=locked.reservation, line_ids=[line.pk], status=Status.NO_SHOW)
        signals.line_not_shown.send(ReservationLine, line_ids=[line.pk])
        line.refresh_from_db()
    return line


def tell(signal, stays: Sequence[Stay]) -> None:
    """Send a signal about these stays and their guests."""
    signal.send(Stay, stay_ids=[stay.pk for stay in stays], guest_ids=[stay.guest_id for stay in stays])

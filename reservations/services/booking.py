"""The desk takes, changes and cancels bookings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from common.errors import EditConflict, HotelError
from reservations import signals
from reservations.choices import EXPECTED, Origin, Status, StayStatus
from reservations.exceptions import NotExpected, RoomUnavailable
from reservations.models import Reservation, ReservationLine, RoomNight, Stay
from reservations.rates import nights_between
from reservations.selectors.availability import rooms_left
from reservations.services.blacklist import require_nobody_blacklisted
from reservations.services.locking import lock_reservation, lock_room_type, refusals_in_words
from reservations.standing import reservation_status

#: The source of what the hotel's own desk takes.
DESK = "desk"
#: What a clerk may correct on the booking itself; rooms and dates are changed line by line.
CHANGEABLE = (
    "status", "origin", "channel_id", "account_id", "group", "motive", "why_this_hotel",
    "special_requests", "remarks",
)  # fmt: skip


@dataclass(frozen=True)
class BookingDraft:
    """What the clerk was asked for. `token` makes sending a form twice one booking.

    `rooms` rooms of one type at `rate` a night each (None: no price yet); the guest takes the first and pays
    for it, the others are named later.
    """

    token: str
    guest_id: int
    arrival: date
    departure: date
    room_type_id: int
    rate: Decimal
    rooms: int = 1
    adults: int = 1
    children: int = 0
    babies: int = 0
    room_id: int | None = None
    booker_id: int | None = None
    sharer_ids: tuple[int, ...] = ()
    status: str = Status.CONFIRMED
    origin: str = Origin.TRANSIENT
    channel_id: int | None = None
    account_id: int | None = None
    group: str = ""
    motive: str = ""
    why_this_hotel: str = ""
    rate_plan: str = ""
    board: str = ""
    special_requests: tuple[str, ...] = ()
    remarks: str = ""


def create_reservation(
    *,
    draft: BookingDraft,
    at: datetime,
    by: str,
    accept_overbooking: bool = False,
    blacklist_reason: str = "",
    may_override_blacklist: bool = False,
    user=None,
) -> Reservation:
    """Take a booking; the same token again returns the booking it made.

    Raises RoomUnavailable when the type has too few rooms left or the chosen room is promised to somebody,
    BlacklistStop when the guest is on the blacklist and nobody with that permission gave a reason.
    """
    with refusals_in_words():
        lock_room_type(draft.room_type_id)
        known = Reservation.objects.filter(source=DESK, external_id=draft.token).first()
        if known:
            return known
        require_nobody_blacklisted(
            guest_ids=[draft.guest_id, *draft.sharer_ids],
            at=at,
            user=user,
            reason=blacklist_reason,
            may_override=may_override_blacklist,
        )
        if not accept_overbooking and draft.status in (Status.CONFIRMED, Status.IN_HOUSE):
            _require_rooms(draft)
        reservation = Reservation.objects.create(
            source=DESK,
            external_id=draft.token,
            status=draft.status,
            booked_at=at,
            origin=draft.origin,
            channel_id=draft.channel_id,
            account_id=draft.account_id,
            group=draft.group,
            motive=draft.motive,
            why_this_hotel=draft.why_this_hotel,
            special_requests=[*draft.special_requests],
            remarks=draft.remarks,
            booker_id=draft.booker_id,
            guest_id=draft.guest_id,
            created_by=by,
        )
        _add_lines(reservation, draft)
        signals.reservation_booked.send(Reservation, reservation_ids=[reservation.pk])
    return reservation


def _require_rooms(draft: BookingDraft) -> None:
    left = rooms_left(arrival=draft.arrival, departure=draft.departure)[draft.room_type_id]
    if left < draft.rooms:
        raise RoomUnavailable(
            _(
                "Rooms of this type left for these nights: %(left)s. "
                "Choose another type or dates, or the waiting list."
            )
            % {"left": max(0, left)},
            field="room_type",
            code="room-type-full",
        )


def _add_lines(reservation: Reservation, draft: BookingDraft) -> None:
    dates = nights_between(draft.arrival, draft.departure)
    lines = ReservationLine.objects.bulk_create(
        ReservationLine(
            reservation=reservation,
            line=str(number),
            room_type_id=draft.room_type_id,
            room_id=draft.room_id if number == 1 else None,
            arrival=draft.arrival,
            departure=draft.departure,
            adults=draft.adults,
            children=draft.children,
            babies=draft.babies,
            rate_plan=draft.rate_plan,
            board=draft.board,
            status=draft.status,
            amount=draft.rate * len(dates),
        )
        for number in range(1, draft.rooms + 1)
    )
    RoomNight.objects.bulk_create(
        RoomNight(line=line, date=night, amount=draft.rate) for line in lines for night in dates
    )
    Stay.objects.bulk_create(
        Stay(
            guest_id=guest_id,
            line=lines[0],
            room_id=draft.room_id,
            arrival=draft.arrival,
            departure=draft.departure,
            is_payer=guest_id == draft.guest_id,
        )
        for guest_id in dict.fromkeys([draft.guest_id, *draft.sharer_ids])
    )


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
        news = {name: value for name, value in changes.items() if getattr(reservation, name) != value}
        if reservation.lock_version != expected_version:
            news = _merge(reservation, news, expected_version)
        status = news.get("status")
        if status is not None:
            _change_expected(lines, status)
        if news:
            for name, value in news.items():
                setattr(reservation, name, value)
            _save(reservation, *news)
            signals.reservation_changed.send(Reservation, reservation_ids=[reservation.pk])
    return reservation


def _merge(reservation: Reservation, news: dict[str, Any], expected_version: int) -> dict[str, Any]:
    """Of `news`, what the other person left alone; raises EditConflict where both changed a field."""
    opened = reservation.events.filter(lock_version=expected_version).order_by("-pgh_id").first()
    if opened is None:
        raise EditConflict(
            conflicts=[(name, value, getattr(reservation, name)) for name, value in news.items()]
        )
    mine = {name: value for name, value in news.items() if getattr(opened, name) != value}
    both = [
        (name, value, getattr(reservation, name))
        for name, value in mine.items()
        if getattr(opened, name) != getattr(reservation, name)
    ]
    if both:
        raise EditConflict(conflicts=both)
    return mine


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

"""The desk takes bookings."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from common.dates import business_date
from guests.choices import Place
from reservations import signals
from reservations.choices import Origin, Status
from reservations.exceptions import RoomUnavailable
from reservations.models import Reservation, ReservationLine, RoomNight, Stay
from reservations.rates import nights_between
from reservations.selectors.availability import rooms_left
from reservations.services.blacklist import require_nobody_blacklisted
from reservations.services.locking import lock_room_type, refusals_in_words
from reservations.services.stops import require_alerts_read

#: The source of what the hotel's own desk takes.
DESK = "desk"


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
    BlacklistStop when the guest is on the blacklist and nobody with that permission gave a reason, AlertUnread
    when `user` has not read what stops the screen at booking.
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
        require_alerts_read(
            guest_ids=[draft.guest_id, *draft.sharer_ids],
            places=[Place.BOOKING],
            on=business_date(at),
            user=user,
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
            currency=settings.HOTEL_CURRENCY,
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

"""Somebody without a file or without a booking: file, booking and check-in in one step."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from common.dates import business_date
from common.errors import HotelError
from guests.services.files import GuestDraft, create_guests
from reservations.booking_offers import take_offer
from reservations.choices import Origin
from reservations.models import Reservation, ReservationLine
from reservations.services.booking import DESK, BookingDraft, create_reservation
from reservations.services.locking import lock_rooms
from reservations.services.stays import check_in


@transaction.atomic
def book_for(
    *, draft: BookingDraft, guest: GuestDraft | None, by: str, offer: str | None = None, **terms
) -> Reservation:
    """`create_reservation`, with the guest's new file first where he has none (None: `draft.guest_id`).

    `offer`: he takes the best offer, with this coupon ('': without one); None: he takes none. All or nothing.
    """
    if guest is not None and not Reservation.objects.filter(source=DESK, external_id=draft.token).exists():
        draft = replace(draft, guest_id=create_guests(drafts=[guest], created_by=by)[0].pk)
    reservation = create_reservation(draft=draft, by=by, **terms)
    if offer is not None:
        at = terms["at"]
        take_offer(reservation=reservation, by=terms.get("user"), on=business_date(at), at=at, code=offer)
    return reservation


@transaction.atomic
def walk_in(
    *,
    draft: BookingDraft,
    guest: GuestDraft | None,
    on: date,
    at: datetime,
    by: str,
    user=None,
    accept_overbooking: bool = False,
    blacklist_reason: str = "",
    may_override_blacklist: bool = False,
) -> ReservationLine:
    """Book `draft` for today and check its guest in; `guest` is a new file to make first (None: `draft.guest_id`).

    All or nothing: a refusal (RoomUnavailable, BlacklistStop) leaves no file and no booking behind.
    """
    if draft.room_id is None or draft.arrival != on:
        raise HotelError("a walk-in arrives today and takes a room")
    lock_rooms([draft.room_id])
    reservation = book_for(
        draft=replace(draft, rooms=1, origin=Origin.WALK_IN),
        guest=guest,
        at=at,
        by=by,
        user=user,
        accept_overbooking=accept_overbooking,
        blacklist_reason=blacklist_reason,
        may_override_blacklist=may_override_blacklist,
    )
    line = reservation.lines.get()
    if line.stays.filter(checked_in_at__isnull=False).exists():
        return line  # the form was sent twice
    return check_in(
        line_id=line.pk,
        on=on,
        at=at,
        user=user,
        blacklist_reason=blacklist_reason,
        may_override_blacklist=may_override_blacklist,
    )

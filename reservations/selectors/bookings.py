"""A booking as the API shows it: what its source said, what we know besides. One query whatever its size."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from common.prepared import fetch_prepared

#: Plain SQL: preparing the four ORM queries that this was costs more than everything else a push does. Names come
#: by subqueries, because PostgreSQL spends longer on planning as many joins than on everything else here.
_BOOKING = """
    SELECT r.source, r.external_id, r.confirmation, r.version, r.source_updated_at, r.status, r.booked_at,
        r.origin,
        (SELECT code FROM reservations_channel WHERE id = r.channel_id),
        (SELECT code FROM guests_account WHERE id = r.account_id),
        r."group", r.motive, r.why_this_hotel, r.currency,
        r.special_requests, r.remarks,
        (SELECT number FROM guests_guest WHERE id = r.guest_id),
        (SELECT number FROM guests_guest WHERE id = r.booker_id),
        (SELECT json_agg(json_build_object(
            'line', l.line,
            'room_type', (SELECT code FROM reservations_roomtype WHERE id = l.room_type_id),
            'room', (SELECT number FROM reservations_room WHERE id = l.room_id),
            'arrival', l.arrival, 'departure', l.departure,
            'adults', l.adults, 'children', l.children, 'babies', l.babies,
            'rate_plan', l.rate_plan, 'board', l.board, 'status', l.status, 'amount', l.amount::text,
            'nights', COALESCE((
                SELECT json_agg(json_build_object('date', n.date, 'amount', n.amount::text) ORDER BY n.date)
                FROM reservations_roomnight n WHERE n.line_id = l.id), '[]'),
            'stays', COALESCE((
                SELECT json_agg(json_build_object(
                    'guest', (SELECT number FROM guests_guest WHERE id = s.guest_id),
                    'status', s.status, 'pays', s.is_payer,
                    'checked_in_at', s.checked_in_at, 'checked_out_at', s.checked_out_at,
                    'spend', s.spend::text) ORDER BY s.id)
                FROM reservations_stay s WHERE s.line_id = l.id), '[]')
            ) ORDER BY l.line COLLATE "C")
        FROM reservations_reservationline l
        WHERE l.reservation_id = r.id)
    FROM reservations_reservation r
    WHERE r.source = $1 AND r.external_id = $2
"""
_FIELDS = (
    "source", "external_id", "confirmation", "version", "updated_at", "status", "booked_at", "origin", "channel",
    "account", "group", "motive", "why_this_hotel", "currency", "special_requests", "remarks", "guest", "booker",
)  # fmt: skip


def describe_booking(*, source: str, external_id: str) -> dict[str, Any] | None:
    """The stored booking with its rooms, nights and stays; the same content always gives the same dict.

    None where the source has sent no such booking.
    """
    found = fetch_prepared("describe_booking", _BOOKING, ("text", "text"), [source, external_id])
    if not found:
        return None
    *values, rooms = found[0]
    booking = dict(zip(_FIELDS, values, strict=True))
    for name in ("updated_at", "booked_at"):
        booking[name] = moment(booking[name])
    return booking | {"rooms": [_room(room) for room in rooms or ()]}


def etag_of(description: dict[str, Any]) -> str:
    """A strong validator of what `describe_booking` gave: desk and machine alike change it."""
    text = json.dumps(description, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def moment(value: datetime | None) -> str | None:
    """In the hotel's zone, to the second."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _room(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"stays": [_stay(stay) for stay in said["stays"]]}


def _stay(said: dict[str, Any]) -> dict[str, Any]:
    moments = {
        name: moment(datetime.fromisoformat(said[name])) if said[name] else None
        for name in ("checked_in_at", "checked_out_at")
    }
    return said | moments | {"currency": settings.HOTEL_CURRENCY}

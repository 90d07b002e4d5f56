"""A booking as the API shows it: what its source said, what we know besides. Four queries whatever its size."""

import hashlib
import json
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.utils import timezone

from reservations.models import Reservation, ReservationLine, RoomNight, Stay


def find_booking(*, source: str, external_id: str) -> Reservation | None:
    rows = Reservation.objects.select_related("channel", "account", "guest", "booker")
    return rows.filter(source=source, external_id=external_id).first()


def describe_booking(reservation: Reservation) -> dict[str, Any]:
    """The stored booking with its rooms, nights and stays; the same content always gives the same dict."""
    lines = list(
        ReservationLine.objects.filter(reservation=reservation)
        .select_related("room_type", "room")
        .order_by("pk")
    )
    nights: dict[int, list[dict]] = defaultdict(list)
    for night in RoomNight.objects.filter(line__in=lines).order_by("line_id", "date"):
        nights[night.line_id].append({"date": night.date.isoformat(), "amount": str(night.amount)})
    stays: dict[int, list[dict]] = defaultdict(list)
    for stay in Stay.objects.filter(line__in=lines).select_related("guest").order_by("line_id", "pk"):
        stays[stay.line_id].append(_stay(stay))
    return {
        "source": reservation.source,
        "external_id": reservation.external_id,
        "confirmation": reservation.confirmation,
        "version": reservation.version,
        "updated_at": moment(reservation.source_updated_at),
        "status": reservation.status,
        "booked_at": moment(reservation.booked_at),
        "origin": reservation.origin,
        "channel": reservation.channel.code if reservation.channel else None,
        "account": reservation.account.code if reservation.account else None,
        "group": reservation.group,
        "motive": reservation.motive,
        "why_this_hotel": reservation.why_this_hotel,
        "currency": reservation.currency,
        "special_requests": reservation.special_requests,
        "remarks": reservation.remarks,
        "guest": reservation.guest.number if reservation.guest else None,
        "booker": reservation.booker.number if reservation.booker else None,
        "rooms": [
            _line(line, nights[line.pk], stays[line.pk]) for line in sorted(lines, key=lambda one: one.line)
        ],
    }


def etag_of(description: dict[str, Any]) -> str:
    """A strong validator of what `describe_booking` gave: desk and machine alike change it."""
    text = json.dumps(description, sort_keys=True, ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def moment(value) -> str | None:
    """In the hotel's zone, to the second."""
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _line(line: ReservationLine, nights: list[dict], stays: list[dict]) -> dict[str, Any]:
    return {
        "line": line.line,
        "room_type": line.room_type.code if line.room_type else None,
        "room": line.room.number if line.room else None,
        "arrival": line.arrival.isoformat(),
        "departure": line.departure.isoformat(),
        "adults": line.adults,
        "children": line.children,
        "babies": line.babies,
        "rate_plan": line.rate_plan,
        "board": line.board,
        "status": line.status,
        "amount": str(line.amount),
        "nights": nights,
        "stays": stays,
    }


def _stay(stay: Stay) -> dict[str, Any]:
    return {
        "guest": stay.guest.number,
        "status": stay.status,
        "pays": stay.is_payer,
        "checked_in_at": moment(stay.checked_in_at),
        "checked_out_at": moment(stay.checked_out_at),
        "spend": str(stay.spend),
        "currency": settings.HOTEL_CURRENCY,
    }

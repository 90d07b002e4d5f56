"""Whose favourite room is held, as long as it hurts nobody."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from common.templatetags.hotel import day
from guests.called import called
from loyalty.matrix import MEMBER_FROM, VIP_FROM
from reservations.choices import EXPECTED, HOLDS_ROOM, StayStatus
from reservations.selectors.availability import rooms_left
from reservations.selectors.held_rooms import Held

#: A VIP member who stayed within so many days may come any day: his room waits for him unasked.
STILL_OURS = timedelta(days=365)


class _Holder(NamedTuple):
    """`comes`: his arrival, where he is expected in the nights that were asked about."""

    room_id: int
    room_type_id: int
    guest_id: int
    name: str
    comes: date | None


#: From `first` to before `end`: who is expected without a room of his own, a member of tier `expected_from` on, and who
#: stayed since `ours`, of tier `vip_from` on. Who has a room for these nights needs no other. Planned anew each time:
#: how many members there are of a tier decides where to begin.
_HOLDERS = f"""
    SELECT f.room_id, room.room_type_id, f.guest_id, {called("g")}, coming.arrival
    FROM loyalty_favouriteroom f
    JOIN guests_guest g ON g.id = f.guest_id
    JOIN reservations_room room ON room.id = f.room_id
    JOIN loyalty_membership m ON m.guest_id = f.guest_id
    JOIN loyalty_tier t ON t.id = m.tier_id
    LEFT JOIN LATERAL (
        SELECT s.arrival FROM reservations_stay s JOIN reservations_reservationline l ON l.id = s.line_id
        WHERE s.guest_id = f.guest_id AND s.arrival < %(end)s AND s.departure > %(first)s
          AND s.status = '{StayStatus.EXPECTED}' AND l.status = ANY(%(expected)s) AND l.room_id IS NULL
        ORDER BY s.arrival LIMIT 1
    ) coming ON true
    WHERE g.merged_into_id IS NULL AND room.is_active
      AND ((t."order" >= %(expected_from)s AND coming.arrival IS NOT NULL) OR (t."order" >= %(vip_from)s AND EXISTS (
          SELECT FROM reservations_stay s
          WHERE s.guest_id = f.guest_id AND s.status = '{StayStatus.CHECKED_OUT}' AND s.departure >= %(ours)s
      )))
      AND NOT EXISTS (
          SELECT FROM reservations_stay s JOIN reservations_reservationline l ON l.id = s.line_id
          WHERE s.guest_id = f.guest_id AND s.arrival < %(end)s AND s.departure > %(first)s
            AND l.room_id IS NOT NULL AND l.status = ANY(%(holding)s)
      )"""


def held_favourites(*, arrival: date, departure: date) -> dict[int, Held]:
    """Room id → for whom it is held from `arrival` to `departure`; one query, two where rooms are held.

    Of VIP members always, of other members in the low season and only where they are expected. Rooms of a type are
    given up when the house is short of it, so that nobody is turned away: those of who is not expected as soon as no
    others can be sold, those of who comes when the type is overbooked.
    """
    rows = _holders(arrival, max(departure, arrival + timedelta(days=1)))
    if not rows:
        return {}
    left = rooms_left(arrival=arrival, departure=departure)
    idle = Counter(row.room_type_id for row in rows if row.comes is None)
    spare = {kind: left[kind] - idle[kind] for kind in {row.room_type_id for row in rows}}
    return {
        row.room_id: Held(row.guest_id, _words(row))
        for row in rows
        if spare[row.room_type_id] > 0 or (row.comes and spare[row.room_type_id] == 0)
    }


def _holders(arrival: date, end: date) -> list[_Holder]:
    expected_from = MEMBER_FROM if arrival.month in settings.LOW_SEASON_MONTHS else VIP_FROM
    said = {
        "first": arrival,
        "end": end,
        "ours": arrival - STILL_OURS,
        "expected_from": expected_from,
        "vip_from": VIP_FROM,
        "expected": [*EXPECTED],
        "holding": [*HOLDS_ROOM],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, said)
        return [_Holder(*row) for row in cursor.fetchall()]


def _words(row: _Holder) -> str:
    if row.comes:
        return _("held for %(guest)s, who comes on %(day)s") % {
            "guest": row.name,
            "day": day(row.comes),
        }
    return _("held for %(guest)s") % {"guest": row.name}

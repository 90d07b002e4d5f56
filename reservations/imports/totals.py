"""What a file has become, asked of the database after the import and not counted along."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection, transaction

from reservations.choices import Status


@dataclass(frozen=True)
class Totals:
    """Of the bookings of one file: `nights` and `room_revenue` are those of checked-out bookings.

    `room_revenue` is the sum of their sold nights, `charged` what was posted for rooms on their folios.
    """

    bookings: int = 0
    stays: int = 0
    nights: int = 0
    room_revenue: Decimal = Decimal("0.00")
    charged: Decimal = Decimal("0.00")
    by_status: dict[str, int] = field(default_factory=dict)


_WANTED = "CREATE TEMPORARY TABLE imported_file (external_id varchar(120) PRIMARY KEY) ON COMMIT DROP"
_BY_STATUS = """
    SELECT r.status, count(*) FROM reservations_reservation r JOIN imported_file USING (external_id)
    WHERE r.source = %s GROUP BY r.status ORDER BY r.status
"""
_STAYS = """
    SELECT count(DISTINCT s.id), coalesce(sum(c.amount), 0)
    FROM reservations_reservation r JOIN imported_file USING (external_id)
    JOIN reservations_reservationline l ON l.reservation_id = r.id
    JOIN reservations_stay s ON s.line_id = l.id AND s.status IN ('in_house', 'checked_out')
    LEFT JOIN reservations_charge c ON c.stay_id = s.id
        AND c.outlet_id IN (SELECT id FROM reservations_outlet WHERE category = 'rooms')
    WHERE r.source = %s
"""
_NIGHTS = """
    SELECT count(*), coalesce(sum(n.amount), 0)
    FROM reservations_reservation r JOIN imported_file USING (external_id)
    JOIN reservations_reservationline l ON l.reservation_id = r.id AND l.status = %s
    JOIN reservations_roomnight n ON n.line_id = l.id
    WHERE r.source = %s
"""


@transaction.atomic
def totals_of(*, source: str, external_ids: Iterable[str]) -> Totals:
    """Totals of those of these bookings that are stored."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS imported_file")
        cursor.execute(_WANTED)
        cursor.execute("INSERT INTO imported_file SELECT unnest(%s::text[])", [list(external_ids)])
        cursor.execute("ANALYZE imported_file")
        cursor.execute(_BY_STATUS, [source])
        by_status = dict(cursor.fetchall())
        cursor.execute(_STAYS, [source])
        stays, charged = cursor.fetchone()
        cursor.execute(_NIGHTS, [Status.CHECKED_OUT, source])
        nights, revenue = cursor.fetchone()
    return Totals(sum(by_status.values()), stays, nights, revenue, charged, by_status)

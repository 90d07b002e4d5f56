"""Room revenue of lines for which no system posts room charges; and the total that every stay keeps.

Set-based SQL: the desk settles one line, a push five hundred, an import forty thousand, with the same
statements.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction

from reservations.choices import OutletCategory, Status
from reservations.models.spending import SPEND_COLUMNS

#: The source of charges that we post ourselves; their number is the line's.
SOURCE = "nights"
#: What a payer bore of the nights before somebody else took over; the room's own charge is the rest.
PART_SOURCE = "nights-part"

# Who bears a line's money: its payer, else (rooms booked without naming their guests) the payer of the
# booking's first line that has one. Prices in another currency than the hotel's are nobody's money here.
_BEARERS = """
    SELECT DISTINCT ON (l.id) l.id AS line_id, l.amount - coalesce(p.amount, 0) AS amount, l.departure, s.id AS stay_id,
           coalesce(s.checked_out_at, (l.departure + time '12:00') AT TIME ZONE %(zone)s) AS posted_at
    FROM reservations_reservationline l
    JOIN reservations_reservation r ON r.id = l.reservation_id AND r.currency = %(currency)s
    JOIN reservations_reservationline o ON o.reservation_id = l.reservation_id
    JOIN reservations_stay s ON s.line_id = o.id AND s.status <> 'void'
    LEFT JOIN (SELECT t.line_id, sum(c.amount) AS amount
               FROM reservations_charge c JOIN reservations_stay t ON t.id = c.stay_id
               WHERE c.source = %(part_source)s AND t.line_id = ANY(%(lines)s) GROUP BY t.line_id) p
           ON p.line_id = l.id
    WHERE l.id = ANY(%(lines)s) AND l.status = %(checked_out)s AND l.amount <> coalesce(p.amount, 0)
    ORDER BY l.id, (o.id = l.id) DESC, s.is_payer DESC, o.id, s.id
"""
_POSTED_ELSEWHERE = """
    SELECT s.line_id FROM reservations_charge c
    JOIN reservations_stay s ON s.id = c.stay_id
    JOIN reservations_outlet t ON t.id = c.outlet_id
    WHERE s.line_id = ANY(%(lines)s) AND t.category = %(rooms)s AND NOT c.is_from_nights
      AND c.amount >= 0  -- a rebate alone does not say that somebody posts the room
"""
_WITHDRAW = f"""
    WITH bearers AS ({_BEARERS}), elsewhere AS ({_POSTED_ELSEWHERE}), nights_gone AS (
        DELETE FROM reservations_charge c
        WHERE c.source = %(source)s AND c.external_id = ANY(%(numbers)s) AND c.is_from_nights
          AND NOT EXISTS (SELECT FROM bearers b WHERE b.line_id::text = c.external_id
                          AND b.line_id NOT IN (SELECT line_id FROM elsewhere))
        RETURNING c.stay_id
    ), parts_gone AS (
        DELETE FROM reservations_charge c USING reservations_stay s
        WHERE c.source = %(part_source)s AND s.id = c.stay_id AND s.line_id IN (SELECT line_id FROM elsewhere)
        RETURNING c.stay_id
    )
    SELECT stay_id FROM nights_gone UNION SELECT stay_id FROM parts_gone
"""
_POST = f"""
    WITH bearers AS ({_BEARERS}), elsewhere AS ({_POSTED_ELSEWHERE}), outlet AS (
        SELECT id FROM reservations_outlet WHERE category = %(rooms)s ORDER BY is_active DESC, id LIMIT 1
    ), before AS (
        SELECT external_id, stay_id FROM reservations_charge
        WHERE source = %(source)s AND external_id = ANY(%(numbers)s)
    ), posted AS (
        INSERT INTO reservations_charge
            (stay_id, source, external_id, outlet_id, description, amount, tax, posted_at, business_date,
             is_from_nights)
        SELECT b.stay_id, %(source)s, b.line_id::text, outlet.id, '', b.amount, 0, b.posted_at, b.departure, true
        FROM bearers b CROSS JOIN outlet
        WHERE b.line_id NOT IN (SELECT line_id FROM elsewhere)
        ORDER BY b.line_id
        ON CONFLICT (source, external_id) DO UPDATE
        SET stay_id = excluded.stay_id, amount = excluded.amount, posted_at = excluded.posted_at,
            business_date = excluded.business_date
        WHERE (reservations_charge.stay_id, reservations_charge.amount, reservations_charge.business_date)
              IS DISTINCT FROM (excluded.stay_id, excluded.amount, excluded.business_date)
        RETURNING stay_id, external_id
    )
    SELECT stay_id FROM posted UNION SELECT before.stay_id FROM before JOIN posted USING (external_id)
"""
_LOCK_STAYS = "SELECT id FROM reservations_stay WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_KEPT = ("spend", *SPEND_COLUMNS.values())
_PARTS = ", ".join(
    f"coalesce(sum(c.amount) FILTER (WHERE o.category = '{category}'), 0) AS {column}"
    for category, column in SPEND_COLUMNS.items()
)
_SUM_UP = f"""
    UPDATE reservations_stay s SET {", ".join(f"{column} = t.{column}" for column in _KEPT)}
    FROM (SELECT w.id, coalesce(sum(c.amount), 0) AS spend, {_PARTS}
          FROM unnest(%s) AS w(id)
          LEFT JOIN reservations_charge c ON c.stay_id = w.id
          LEFT JOIN reservations_outlet o ON o.id = c.outlet_id
          GROUP BY w.id) t
    WHERE s.id = t.id
      AND ({", ".join(f"s.{column}" for column in _KEPT)})
          IS DISTINCT FROM ({", ".join(f"t.{column}" for column in _KEPT)})
"""


@transaction.atomic(savepoint=False)
def settle_room_charges(line_ids: Iterable[int]) -> None:
    """Make the room revenue of these lines right, whatever has happened to them.

    A checked-out line for which nobody posted a charge of an outlet in category rooms has its nights posted
    as one charge (`is_from_nights`); a real room charge, or a check-out taken back, removes it again. Stays'
    totals follow. Repeating it changes nothing.
    """
    lines = sorted({*line_ids})
    if not lines:
        return
    values = {
        "lines": lines,
        "numbers": [str(line) for line in lines],
        "source": SOURCE,
        "part_source": PART_SOURCE,
        "rooms": str(OutletCategory.ROOMS),
        "checked_out": str(Status.CHECKED_OUT),
        "zone": settings.TIME_ZONE,
        "currency": settings.HOTEL_CURRENCY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, values)
        touched = {row[0] for row in cursor.fetchall()}
        cursor.execute(_POST, values)
        touched |= {row[0] for row in cursor.fetchall()}
    recompute_spend(touched)


@transaction.atomic(savepoint=False)
def recompute_spend(stay_ids: Iterable[int]) -> None:
    """Make `spend` of these stays and its parts the sums of their charges; the stays are locked in the order of
    their ids."""
    stays = sorted({*stay_ids})
    if not stays:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_STAYS, [stays])
        cursor.execute(_SUM_UP, [stays])

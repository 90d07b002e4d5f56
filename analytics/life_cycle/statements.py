"""The night's SQL: analytics.life_cycle.rules, set-based, for a range of guests or for those who may have moved."""

from analytics.life_cycle.choices import State
from analytics.value.sum_statements import KEPT, NOTES
from common.among import literals
from guests.selectors.ranges import in_range
from reservations.choices import EXPECTED, StayStatus

#: Guests who may have moved, while a transaction lasts.
DUE = "life_cycle_due"
#: Which guests, as a condition on the column {0}: those of (after, upto], or those of DUE.
IN_RANGE = in_range("{0}")
IN_DUE = f"{{0}} IN (SELECT guest_id FROM {DUE})"
_OUTLETS = "bit_count((used::integer)::bit(8))"
_BOOKED = f"""
    SELECT DISTINCT e.guest_id
    FROM reservations_reservationline l JOIN reservations_stay e ON e.line_id = l.id
    WHERE l.arrival >= %(on)s AND l.status IN ({literals(EXPECTED)}) AND e.status = '{StayStatus.EXPECTED}'
"""
#: Everybody else stands where he stood: what the days alone change is written in his row, but for who is loyal.
#: The notes that the sums have not taken yet count too.
FIND_DUE = f"""
    DROP TABLE IF EXISTS {DUE};
    CREATE TEMP TABLE {DUE} ON COMMIT DROP AS
    SELECT guest_id FROM {KEPT} WHERE counted_in > %(seen)s
    UNION SELECT guest_id FROM {NOTES}
    UNION SELECT guest_id FROM reservations_stay WHERE status = '{StayStatus.IN_HOUSE}'
    UNION {_BOOKED}
    UNION SELECT guest_id FROM life_cycle_guestlifecycle
        WHERE state = '{State.LOYAL}' OR (lost_on <= %(on)s AND state <> '{State.LOST}')
           OR (at_risk_on <= %(on)s AND state NOT IN ('{State.AT_RISK}', '{State.LOST}'))
    UNION SELECT guest_id FROM life_cycle_lifecyclechange WHERE day = %(on)s
    UNION SELECT g.id FROM guests_guest g
        WHERE NOT EXISTS (SELECT FROM life_cycle_guestlifecycle l WHERE l.guest_id = g.id);
    ANALYZE {DUE}
"""
COUNT_DUE = f"SELECT count(*) FROM {DUE}"


def _present(guests: str) -> str:
    """Stays that took place or are taking place; two parts, so that each is read from its own index alone."""
    return " UNION ALL ".join(
        "SELECT guest_id, arrival, departure, outlets_used FROM reservations_stay"
        f" WHERE status = '{status}' AND arrival <= %(on)s AND {guests.format('guest_id')}"
        for status in (StayStatus.CHECKED_OUT, StayStatus.IN_HOUSE)
    )


def _clamped(days: str, stays: str) -> str:
    """The usual interval of `stays` stays that span `days` days."""
    mean = f"({days}) / greatest(({stays}) - 1, 1)"
    return f"""CASE WHEN {stays} < 2 THEN %(single)s::integer
        ELSE greatest(%(shortest)s::integer, least(%(longest)s::integer, ({mean})::integer)) END"""


def standings(guests: str) -> str:
    """Parts of a WITH that end in `standings`, one row a guest: state, usual, at_risk_on, lost_on, and `entered`, the
    day on which he came to be so. What came before his last stay is asked only of who may have been away for long."""
    return f"""
    present AS MATERIALIZED ({_present(guests)}), due AS MATERIALIZED (
        SELECT facts.*, left_on + usual * %(at_risk)s / 100 + 1 AS at_risk_on,
               left_on + usual * %(lost)s / 100 + 1 AS lost_on
        FROM (
            SELECT g.id AS guest_id, g.created_at, coalesce(s.stays, 0) AS stays, first_on, last_on, left_on, recent,
                   used, CASE WHEN s.stays > 0 THEN {_clamped("last_on - first_on", "s.stays")} END AS usual,
                   b.guest_id IS NOT NULL AS booked
            FROM guests_guest g
            LEFT JOIN (
                SELECT guest_id, count(*) AS stays, min(arrival) AS first_on, max(arrival) AS last_on,
                       max(departure) AS left_on, count(*) FILTER (WHERE arrival > %(since)s) AS recent,
                       bit_or(outlets_used) AS used
                FROM present GROUP BY guest_id
            ) s ON s.guest_id = g.id
            LEFT JOIN ({_BOOKED}) b ON b.guest_id = g.id
            WHERE {guests.format("g.id")} AND g.merged_into_id IS NULL AND g.erased_at IS NULL
        ) facts
    ), came_back AS MATERIALIZED (
        SELECT guest_id FROM (
            SELECT f.guest_id, f.first_on, f.last_on AS back_on, count(*) AS stays, max(e.arrival) AS last_on,
                   max(e.departure) AS left_on
            FROM due f JOIN present e ON e.guest_id = f.guest_id AND e.arrival < f.last_on
            WHERE f.stays > 1 AND (f.booked OR %(on)s < f.at_risk_on)
              AND f.last_on - f.first_on > least(%(shortest)s, %(single)s) * %(lost)s / 100
            GROUP BY f.guest_id, f.first_on, f.last_on
        ) before
        WHERE back_on - left_on > {_clamped("last_on - first_on", "stays")} * %(lost)s / 100
    ), standings AS MATERIALIZED (
        SELECT guest_id, state, usual, at_risk_on, lost_on, CASE state
            WHEN '{State.PROSPECT}' THEN (created_at AT TIME ZONE %(zone)s)::date
            WHEN '{State.AT_RISK}' THEN at_risk_on WHEN '{State.LOST}' THEN lost_on ELSE last_on END AS entered
        FROM (
            SELECT due.*, CASE
                WHEN stays = 0 THEN '{State.PROSPECT}'
                WHEN NOT booked AND %(on)s >= lost_on THEN '{State.LOST}'
                WHEN NOT booked AND %(on)s >= at_risk_on THEN '{State.AT_RISK}'
                WHEN c.guest_id IS NOT NULL THEN '{State.WON_BACK}'
                WHEN recent >= %(loyal_stays)s THEN '{State.LOYAL}'
                WHEN stays = 1 THEN '{State.FIRST_STAY}'
                WHEN {_OUTLETS} >= %(outlets)s THEN '{State.SEVERAL_OUTLETS}'
                ELSE '{State.RETURNING}' END AS state
            FROM due LEFT JOIN came_back c USING (guest_id)
        ) judged
    )
    """


def write(guests: str) -> str:
    """Rows that differ, and the changes of the night. A night that is repeated finds its own changes again and
    judges against what was before them. `guests`: IN_RANGE or IN_DUE."""
    return f"""
    WITH {standings(guests)}, judged AS MATERIALIZED (
        SELECT n.*, o.guest_id IS NOT NULL AS known, c.guest_id IS NOT NULL AS moved,
               coalesce(c.was, o.state) AS was, coalesce(c.was_since, o.since) AS was_since,
               o.state AS shown, o.since AS shown_since, o.previous AS shown_previous,
               o.usual_days AS shown_usual, o.at_risk_on AS shown_at_risk_on, o.lost_on AS shown_lost_on
        FROM standings n
        LEFT JOIN life_cycle_guestlifecycle o USING (guest_id)
        LEFT JOIN life_cycle_lifecyclechange c ON c.guest_id = n.guest_id AND c.day = %(on)s
    ), taken_back AS (
        DELETE FROM life_cycle_lifecyclechange c USING judged j
        WHERE j.moved AND j.state = j.was AND c.guest_id = j.guest_id AND c.day = %(on)s
    ), changes AS (
        INSERT INTO life_cycle_lifecyclechange (guest_id, day, was, was_since, now)
        SELECT guest_id, %(on)s, was, was_since, state FROM judged WHERE known AND state <> was
        ON CONFLICT (guest_id, day) DO UPDATE SET now = excluded.now
        WHERE life_cycle_lifecyclechange.now <> excluded.now
    ), rows AS (
        SELECT guest_id, state, usual, at_risk_on, lost_on,
               CASE WHEN NOT known THEN entered WHEN state <> was THEN %(on)s ELSE was_since END AS since,
               CASE WHEN NOT known THEN '' WHEN state <> was THEN was
                    WHEN moved THEN coalesce((SELECT e.was FROM life_cycle_lifecyclechange e
                        WHERE e.guest_id = judged.guest_id AND e.day < %(on)s ORDER BY e.day DESC LIMIT 1), '')
                    ELSE shown_previous END AS previous,
               known, shown, shown_since, shown_previous, shown_usual, shown_at_risk_on, shown_lost_on
        FROM judged
    )
    INSERT INTO life_cycle_guestlifecycle (guest_id, state, since, previous, usual_days, at_risk_on, lost_on)
    SELECT guest_id, state, since, previous, usual, at_risk_on, lost_on FROM rows
    WHERE NOT known OR (state, since, previous, usual, at_risk_on, lost_on) IS DISTINCT FROM
          (shown, shown_since, shown_previous, shown_usual, shown_at_risk_on, shown_lost_on)
    ON CONFLICT (guest_id) DO UPDATE SET state = excluded.state, since = excluded.since,
        previous = excluded.previous, usual_days = excluded.usual_days, at_risk_on = excluded.at_risk_on,
        lost_on = excluded.lost_on
    """


#: Files that are no guests of their own any more.
FORGET = """
    DELETE FROM life_cycle_guestlifecycle l USING guests_guest g
    WHERE g.id = l.guest_id AND (g.merged_into_id IS NOT NULL OR g.erased_at IS NOT NULL)
"""

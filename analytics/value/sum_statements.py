"""The SQL that adds up the completed stays of each guest, and keeps the sums from night to night."""

from analytics.value.models import StaySums
from guests.selectors.ranges import in_range
from reservations.choices import Motive, StayStatus
from reservations.models import TouchedGuest

KEPT = StaySums._meta.db_table
NOTES = TouchedGuest._meta.db_table
#: Guests to be counted again, while a transaction lasts.
TOUCHED = "value_touched"
#: Two counts in one sum of integers, this far apart: a count of its own for each motive took a third of adding up.
APART = 1 << 30
#: In the order of `_sums`.
_OF_SUMS = (
    *("stays", "recent_stays", "first_stay_on", "last_stay_on"),
    *("recent_from", "first_left_on", "spend_cents", "motive", "counted_in"),
)
_COLUMNS = ", ".join(("guest_id", *_OF_SUMS))
_COMPLETED = f"status = '{StayStatus.CHECKED_OUT}'"


def _most_frequent() -> tuple[str, str]:
    """Counts of the motives as columns, two in each, and the expression that names the most frequent one (the first of
    equals)."""
    columns, counts = [], {}
    for at in range(0, len(Motive.values), 2):
        low, *high = Motive.values[at : at + 2]
        counts[f"(m{at} & {APART - 1})"] = low
        counts |= {f"(m{at} / {APART})": motive for motive in high}
        whens = " ".join([f"WHEN '{low}' THEN 1", *(f"WHEN '{motive}' THEN {APART}" for motive in high)])
        columns.append(f"sum(CASE motive {whens} ELSE 0 END) AS m{at}")
    named = " ".join(f"WHEN {count} THEN '{motive}'" for count, motive in counts.items())
    return ", ".join(columns), f"CASE greatest({', '.join(counts)}) WHEN 0 THEN NULL {named} END"


def sums_of(guests: str = "") -> str:
    """SELECT of guest_id, stays, recent, first_on, last_on, recent_from, first_left_on, cents and motive: a row for
    each guest with completed stays. `guests` is a further condition on guest_id."""
    return _sums(f"{_COMPLETED} AND departure <= %(as_of)s {guests}")


def _sums(of: str, *, told: str = "") -> str:
    """`of`: a condition on stays; `told`: one more column, which may read left_on, the last of the departures."""
    counts, motive = _most_frequent()
    return f"""
        SELECT guest_id, stays, recent, first_on, last_on, recent_from, first_left_on, (spend * 100)::bigint AS cents,
               {motive} AS motive {told}
        FROM (
            SELECT guest_id, count(*) AS stays, count(*) FILTER (WHERE arrival > %(since)s) AS recent,
                   min(arrival) AS first_on, max(arrival) AS last_on,
                   min(arrival) FILTER (WHERE arrival > %(since)s) AS recent_from, min(departure) AS first_left_on,
                   max(departure) AS left_on, sum(spend) AS spend, {counts}
            FROM reservations_stay WHERE {of}
            GROUP BY guest_id
        ) stays
    """


#: The same from what is kept.
KEPT_SUMS = f"""
    SELECT guest_id, stays, recent_stays AS recent, first_stay_on AS first_on, last_stay_on AS last_on,
           first_left_on, spend_cents AS cents, motive
    FROM {KEPT} WHERE stays > 0
"""

#: Who has to be counted again: of whom a note was left, and whose oldest recent stay is no longer recent. The
#: notes go before the stays are read: one that comes meanwhile stays for the next night.
TAKE_NOTES = f"""
    DROP TABLE IF EXISTS {TOUCHED};
    CREATE TEMP TABLE {TOUCHED} ON COMMIT DROP AS
    WITH noted AS (DELETE FROM {NOTES} RETURNING guest_id)
    SELECT guest_id FROM noted UNION SELECT guest_id FROM {KEPT} WHERE recent_from <= %(since)s;
    ANALYZE {TOUCHED}
"""
#: A part of all who have stays.
SHARE_TOUCHED = f"""
    SELECT (SELECT count(*) FROM {TOUCHED}) / greatest(1, (SELECT count(*) FROM {KEPT} WHERE stays > 0))::float8
"""
#: Whoever has no stay left keeps a row that says so.
COUNT_TOUCHED = f"""
    INSERT INTO {KEPT} ({_COLUMNS})
    SELECT guest_id, coalesce(stays, 0), coalesce(recent, 0), first_on, last_on, recent_from, first_left_on,
           coalesce(cents, 0), motive, %(round)s
    FROM {TOUCHED} LEFT JOIN ({sums_of(f"AND guest_id IN (SELECT guest_id FROM {TOUCHED})")}) sums USING (guest_id)
    ON CONFLICT (guest_id) DO UPDATE SET
        ({", ".join(_OF_SUMS)}) = ({", ".join(f"excluded.{column}" for column in _OF_SUMS)});
    INSERT INTO {NOTES} (guest_id) SELECT DISTINCT guest_id FROM reservations_stay
    WHERE guest_id IN (SELECT guest_id FROM {TOUCHED}) AND status = '{StayStatus.CHECKED_OUT}'
      AND departure > %(as_of)s
"""
#: All sums from all stays, after TAKE_NOTES; the key is made when they are there. Few stays end after the date, and
#: finding them would be another pass over all: they are counted too, and their guests again without them.
FILL = f"""
    INSERT INTO {TOUCHED} SELECT guest_id FROM {KEPT} WHERE stays = 0;
    TRUNCATE {KEPT};
    ALTER TABLE {KEPT} DROP CONSTRAINT {KEPT}_pkey;
    INSERT INTO {KEPT} ({_COLUMNS})
    {_sums(_COMPLETED, told=", CASE WHEN left_on <= %(as_of)s THEN %(round)s ELSE 0 END")};
    ALTER TABLE {KEPT} ADD PRIMARY KEY (guest_id);
    ANALYZE {KEPT};
    DELETE FROM {TOUCHED} WHERE guest_id IN (SELECT guest_id FROM {KEPT});
    INSERT INTO {TOUCHED} SELECT guest_id FROM {KEPT} WHERE counted_in = 0;
    ANALYZE {TOUCHED};
    {COUNT_TOUCHED}
"""

#: The first and the last guest whose sums are kept.
ENDS = f"SELECT min(guest_id), max(guest_id) FROM {KEPT}"
#: How many guests' kept sums are not those of their stays, in (after, upto]. Who has been noted meanwhile may differ.
COUNT_WRONG = f"""
    SELECT count(*) FROM ({sums_of(f"AND {in_range()}")}) s
    FULL JOIN (SELECT * FROM {KEPT} WHERE stays > 0 AND {in_range()}) k USING (guest_id)
    WHERE (s.stays, recent, first_on, last_on, s.recent_from, s.first_left_on, cents, s.motive) IS DISTINCT FROM
          (k.stays, recent_stays, first_stay_on, last_stay_on, k.recent_from, k.first_left_on, spend_cents, k.motive)
      AND guest_id NOT IN (SELECT guest_id FROM {NOTES})
"""

"""Guests by the month of their first stay: how many came, how many came again, and what they brought."""

from datetime import date, datetime

from django.db import connection, transaction

from analytics.value.models import CohortTable
from analytics.value.selectors.costs import months_up_to
from common.dates import years_before
from guests.selectors.contactable import OF_AGE_FOR_CONSENT

#: Months of first stays that are shown, and quarters of a year that each is followed.
MONTHS = 36
QUARTERS = 8
#: The quarter of a year, from 0, in which `later` lies after `first`.
QUARTER_AFTER = """((extract(year FROM age({later}, {first})) * 12
            + extract(month FROM age({later}, {first})))::int / 3)"""
#: One row a month; q1 … q8: guests of it with a stay that began in that quarter after their first one.
COUNTED = """
    WITH firsts AS (
        SELECT s.guest_id, min(arrival) AS first_on, count(*) AS stays, sum(spend) AS spend
        FROM reservations_stay s
        JOIN guests_guest g ON g.id = s.guest_id AND (g.birthday IS NULL OR g.birthday <= %(of_age)s)
        WHERE s.status = 'checked_out' AND s.departure <= %(on)s
        GROUP BY s.guest_id HAVING min(arrival) >= %(from)s
    ), came AS (
        SELECT f.guest_id, bit_or(1 << quarter) AS quarters
        FROM firsts f
        JOIN reservations_stay s ON s.guest_id = f.guest_id AND s.status = 'checked_out' AND s.departure <= %(on)s
            AND s.arrival > f.first_on
        CROSS JOIN LATERAL (SELECT {quarter} AS quarter) q
        WHERE f.stays > 1 AND quarter < %(quarters)s
        GROUP BY 1
    )
    SELECT date_trunc('month', first_on)::date, count(*), count(*) FILTER (WHERE stays > 1), sum(stays), sum(spend),
        {followed}
    FROM firsts LEFT JOIN came USING (guest_id)
    GROUP BY 1 ORDER BY 1
""".format(
    quarter=QUARTER_AFTER.format(later="s.arrival", first="f.first_on"),
    followed=", ".join(f"count(*) FILTER (WHERE quarters & {1 << at} > 0)" for at in range(QUARTERS)),
)


@transaction.atomic
def count_cohorts(*, on: date, now: datetime) -> CohortTable:
    """Count the cohorts of the last MONTHS months as of `on`; repeated for the same day it replaces."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = 0")
        cursor.execute(
            COUNTED,
            {
                "on": on,
                "from": months_up_to(on, MONTHS)[0],
                "quarters": QUARTERS,
                "of_age": years_before(on, OF_AGE_FOR_CONSENT),
            },
        )
        rows = [
            {
                "month": month.isoformat(),
                "guests": guests,
                "again": again,
                "stays": int(stays),
                "spend": str(spend),
                "quarters": quarters,
            }
            for month, guests, again, stays, spend, *quarters in cursor.fetchall()
        ]
    CohortTable.objects.filter(as_of=on).delete()
    return CohortTable.objects.create(as_of=on, rows=rows, made_at=now)

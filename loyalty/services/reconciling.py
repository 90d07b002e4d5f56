"""Every night the ledger is added up anew and compared with what it says of itself and said the night before."""

import hashlib
import json
from datetime import date, datetime

from django.db import connection, transaction

from loyalty.models import LiabilityNight

_ACCOUNTS = """
    SELECT a.kind, coalesce(sum(e.points), 0)::bigint
    FROM loyalty_pointsaccount a LEFT JOIN loyalty_pointsentry e ON e.account_id = a.id AND e.id <= %(upto)s
    GROUP BY a.kind ORDER BY a.kind
"""
_MONTHS = """
    SELECT to_char(e.expires_on, 'YYYY-MM') AS month, sum(e.points)::bigint
    FROM loyalty_pointsentry e WHERE e.expires_on IS NOT NULL AND e.id <= %(upto)s
    GROUP BY month HAVING sum(e.points) <> 0 ORDER BY month
"""
_BALANCES = """
    SELECT count(*) FROM loyalty_pointsaccount a
    LEFT JOIN (SELECT account_id, sum(points) AS points FROM loyalty_pointsentry GROUP BY account_id) e
           ON e.account_id = a.id
    WHERE a.guest_id IS NOT NULL AND a.balance <> coalesce(e.points, 0)
"""
_CROOKED = (
    "SELECT count(*) FROM (SELECT FROM loyalty_pointsentry GROUP BY transaction_id HAVING sum(points) <> 0) t"
)
_BELOW = """
    SELECT count(*) FROM (
        SELECT FROM loyalty_pointsentry WHERE expires_on IS NOT NULL
        GROUP BY account_id, expires_on HAVING sum(points) < 0
    ) t
"""
_LAST = "SELECT coalesce(max(id), 0), count(*) FROM loyalty_pointsentry"


@transaction.atomic
def reconcile(*, on: date, at: datetime) -> LiabilityNight:
    """The points in circulation at the end of `on`, with what does not agree; repeated for a day it replaces it."""
    with connection.cursor() as cursor:
        last, entries = _rows(cursor, _LAST)[0]
        accounts = dict(_rows(cursor, _ACCOUNTS, upto=last))
        months = dict(_rows(cursor, _MONTHS, upto=last))
        before = LiabilityNight.objects.filter(business_date__lt=on).first()
        faults = _faults(cursor, before)
    sums = {"accounts": accounts, "months": months, "entries": entries}
    night, _created = LiabilityNight.objects.update_or_create(
        business_date=on,
        defaults={
            "computed_at": at,
            "points": accounts.get("guest", 0),
            "owed": -accounts.get("debt", 0),
            "months": months,
            "accounts": accounts,
            "entries": entries,
            "last_entry": last,
            "faults": faults,
            "digest": digest(on, sums, before.digest if before else ""),
        },
    )
    return night


def digest(on: date, sums: dict, before: str) -> str:
    """SHA-256 over the sums of a night and the digest before it."""
    told = json.dumps([on.isoformat(), sums, before], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _faults(cursor, before: LiabilityNight | None) -> list[str]:
    found = [
        name
        for name, sql in (("balances", _BALANCES), ("crooked", _CROOKED), ("below", _BELOW))
        if _rows(cursor, sql)[0][0]
    ]
    if before is not None:
        accounts = dict(_rows(cursor, _ACCOUNTS, upto=before.last_entry))
        months = dict(_rows(cursor, _MONTHS, upto=before.last_entry))
        sums = {"accounts": accounts, "months": months, "entries": before.entries}
        earlier = LiabilityNight.objects.filter(business_date__lt=before.business_date).first()
        if digest(before.business_date, sums, earlier.digest if earlier else "") != before.digest:
            found.append("past")
    return found


def _rows(cursor, sql: str, **values) -> list[tuple]:
    cursor.execute(sql, values or None)
    return cursor.fetchall()

"""Points that have grown old are taken out, and members are told before."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from common.batches import batched
from loyalty.choices import AccountKind, NoticeKind, TransactionKind
from loyalty.models import PointsTransaction
from loyalty.points import OpenPurse
from loyalty.selectors.accounts import days_left, hotel_accounts, purses
from loyalty.services.ledger import Line, Posting, out_of, post

CHUNK = 1000


def expire_points(*, on: date, at: datetime, told=lambda _done: None) -> int:
    """Take out what no longer counts on business date `on`, the oldest first; how many guests lost points.

    Repeating it changes nothing.
    """
    over = days_left().filter(expires_on__lte=on, account__balance__gt=0).order_by("account__guest")
    done = 0
    for guests in batched(dict.fromkeys(over.values_list("account__guest", flat=True)), CHUNK):
        done += _expire(guests, on, at)
        told(done)
    return done


@transaction.atomic
def _expire(guest_ids: Sequence[int], on: date, at: datetime) -> int:
    expired = hotel_accounts()[AccountKind.EXPIRED]
    found = purses(guest_ids, lock=True)
    causes = {guest: f"expiry:{purse.account}:{on.isoformat()}" for guest, purse in found.items()}
    before = set(PointsTransaction.objects.filter(cause__in=causes.values()).values_list("cause", flat=True))
    postings = []
    for guest, purse in sorted(found.items()):
        over = OpenPurse(purse.lots).expire(on)
        if not over or causes[guest] in before:
            continue  # points given back today to a day that is over go tomorrow
        made = PointsTransaction(kind=TransactionKind.EXPIRY, cause=causes[guest], at=at, business_date=on)
        points = sum(lot.points for lot in over)
        postings.append(Posting(made, [Line(expired, points), *out_of(purse.account, over)]))
    post(postings)
    return len(postings)


_NOTICES = """
    INSERT INTO loyalty_notice (guest_id, kind, key, day, due_on, figures)
    SELECT guest_id, %(kind)s, to_char(min(expires_on), 'YYYY-MM'), %(on)s, min(expires_on),
           jsonb_build_object('points', sum(points))
    FROM (SELECT a.guest_id, e.expires_on, sum(e.points) AS points
          FROM loyalty_pointsaccount a JOIN loyalty_pointsentry e ON e.account_id = a.id
          WHERE a.balance > 0 AND a.guest_id IS NOT NULL AND e.expires_on > %(on)s AND e.expires_on <= %(until)s
          GROUP BY a.guest_id, e.expires_on HAVING sum(e.points) > 0) lots
    GROUP BY guest_id, date_trunc('month', expires_on)
    ON CONFLICT (guest_id, kind, key) DO NOTHING
"""


def announce_expiry(*, on: date) -> int:
    """A notice to everybody of whose points some expire within POINTS_NOTICE_DAYS; once for each month's points."""
    until = on + timedelta(days=settings.POINTS_NOTICE_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, {"kind": NoticeKind.POINTS_EXPIRING.value, "on": on, "until": until})
        return cursor.rowcount

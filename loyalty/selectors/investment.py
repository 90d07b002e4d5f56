"""What the hotel put into guests, and what came back since."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from common.money import ZERO
from feedback.care_choices import RecoveryStatus, RecoveryTool
from guests.models import Guest
from loyalty.choices import RedemptionStatus
from loyalty.giving_choices import Investment, TaskStatus
from loyalty.models import InvestmentNight
from loyalty.selectors.rules import tiers_in_order
from reservations.choices import StayStatus

#: One row for each time something was given: a service less what he paid for it, a gift, a discount, compensation (but
#: for points: those count when they are redeemed), points redeemed at the value of that day.
_INVESTED = f"""
    SELECT s.guest_id, '{Investment.SERVICES}' AS kind, g.business_date AS day, greatest(g.cost - g.price, 0) AS amount
    FROM loyalty_servicegiven g JOIN reservations_stay s ON s.id = g.stay_id WHERE g.withdrawn_at IS NULL
    UNION ALL
    SELECT guest_id, '{Investment.GIFTS}', day, gift_cost FROM loyalty_care WHERE task = '{TaskStatus.DONE}'
    UNION ALL
    SELECT guest_id, '{Investment.DISCOUNTS}', business_date, full_price - price FROM loyalty_offertaken
    UNION ALL
    SELECT c.guest_id, '{Investment.COMPENSATION}', r.done_at::date, r.cost
    FROM feedback_recovery r JOIN feedback_complaint c ON c.id = r.complaint_id
    WHERE r.status = '{RecoveryStatus.GIVEN}' AND r.tool <> '{RecoveryTool.POINTS}' AND c.guest_id IS NOT NULL
    UNION ALL
    SELECT guest_id, '{Investment.POINTS}', business_date, value FROM loyalty_redemption
    WHERE status = '{RedemptionStatus.GIVEN}'
"""
_OF_GUEST = f"""
    SELECT kind, count(*), sum(amount), min(day) FROM ({_INVESTED}) i
    WHERE guest_id = %(guest)s AND amount > 0 GROUP BY kind
"""
_RETURN = f"""
    SELECT count(*), coalesce(sum(spend), 0) FROM reservations_stay
    WHERE guest_id = %(guest)s AND status = '{StayStatus.CHECKED_OUT}' AND departure >= %(since)s
"""
_SUMS = ", ".join(f"coalesce(sum(amount) FILTER (WHERE kind = '{kind}'), 0) AS {kind}" for kind in Investment)
_BY_TIER = f"""
    WITH put AS (
        SELECT guest_id, min(day) AS since, sum(amount) AS invested, {_SUMS}
        FROM ({_INVESTED}) i WHERE amount > 0 GROUP BY guest_id
    ), back AS (
        SELECT p.guest_id, coalesce(sum(s.spend), 0) AS revenue
        FROM put p LEFT JOIN reservations_stay s ON s.guest_id = p.guest_id AND s.departure >= p.since
             AND s.status = '{StayStatus.CHECKED_OUT}'
        GROUP BY p.guest_id
    )
    SELECT coalesce(t.code, '') AS tier, count(*) AS guests, {", ".join(f"sum(p.{kind})" for kind in Investment)},
           sum(p.invested), sum(b.revenue)
    FROM put p JOIN back b USING (guest_id)
    LEFT JOIN loyalty_membership m USING (guest_id) LEFT JOIN loyalty_tier t ON t.id = m.tier_id
    GROUP BY 1
"""


@dataclass(frozen=True)
class Put:
    """One kind of giving: how often, and what it cost."""

    kind: Investment
    times: int
    amount: Decimal


@dataclass(frozen=True)
class Return:
    """What was put in by kind since `since` (None: nothing ever was), and the revenue of the stays that ended since."""

    parts: tuple[Put, ...]
    since: date | None
    stays: int
    revenue: Decimal

    @property
    def invested(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def left(self) -> Decimal:
        """What remains of the revenue."""
        return self.revenue - self.invested


def invested_in(guest: Guest) -> Return:
    """What was put into one guest and what came back; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_GUEST, {"guest": guest.pk})
        rows = {kind: (times, amount, since) for kind, times, amount, since in cursor.fetchall()}
        if not rows:
            return Return((), None, 0, ZERO)
        since = min(first for _times, _amount, first in rows.values())
        cursor.execute(_RETURN, {"guest": guest.pk, "since": since})
        stays, revenue = cursor.fetchone()
    parts = tuple(Put(kind, *rows[kind][:2]) for kind in Investment if kind in rows)
    return Return(parts, since, stays, revenue)


def added_up() -> list[dict[str, Any]]:
    """The rows of an InvestmentNight, of the guests as they are now; one query."""
    names = ("tier", "guests", *Investment, "invested", "revenue")
    with connection.cursor() as cursor:
        cursor.execute(_BY_TIER)
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        {name: value if name in ("tier", "guests") else str(value) for name, value in row.items()}
        for row in rows
    ]


@dataclass(frozen=True)
class TierReturn:
    """One tier ('' and the lowest: no tier): guests into whom something was put, by kind, and what came back."""

    name: str
    guests: int
    parts: dict[str, Decimal]
    invested: Decimal
    revenue: Decimal

    @property
    def left(self) -> Decimal:
        return self.revenue - self.invested

    @property
    def times(self) -> Decimal | None:
        """Revenue for each CNY put in."""
        return self.revenue / self.invested if self.invested else None


def by_tier(night: InvestmentNight, none: str) -> list[TierReturn]:
    """The night's rows in the order of the tiers; `none` is how guests who have not joined are called."""
    kept = {row["tier"]: row for row in night.rows}
    names = {"": none} | {tier.code: tier.name for tier in tiers_in_order()}
    return [_tier_return(name, kept[code]) for code, name in names.items() if code in kept]


def _tier_return(name: str, row: dict[str, Any]) -> TierReturn:
    return TierReturn(
        name=name,
        guests=row["guests"],
        parts={kind.value: Decimal(row[kind]) for kind in Investment},
        invested=Decimal(row["invested"]),
        revenue=Decimal(row["revenue"]),
    )

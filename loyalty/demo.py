"""Invented members of the demo hotel, with the points and tiers that their stays come to."""

from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from common.copying import refresh_statistics
from common.dates import business_day_start
from loyalty.choices import AccountKind, RewardKind
from loyalty.models import (
    Membership,
    Notice,
    PointsAccount,
    PointsEntry,
    PointsTransaction,
    Reward,
    TierChange,
)
from loyalty.services.enrolling import own_number
from loyalty.services.expiry import announce_expiry, expire_points
from loyalty.services.reconciling import reconcile
from loyalty.services.redeeming import redeem
from loyalty.services.tiers import evaluate_all
from reservations.choices import OutletCategory
from reservations.models.spending import SPEND_COLUMNS

#: Who came at least so often joins, but for every fifth of them; he joins when he leaves for the second time.
JOINS_FROM, EVERY = 3, 5
#: So many redemptions.
REDEEMED = 40

_JOIN = """
    WITH joining AS (
        SELECT s.guest_id, (array_agg(s.departure ORDER BY s.departure))[2] AS since
        FROM reservations_stay s JOIN guests_guest g ON g.id = s.guest_id
        WHERE s.status = 'checked_out' AND g.is_synthetic AND NOT g.is_anonymous AND g.merged_into_id IS NULL
          AND g.id %% %(every)s <> 0
        GROUP BY s.guest_id HAVING count(*) >= %(stays)s
    )
    INSERT INTO loyalty_membership (guest_id, tier_id, since, tier_since, figures, lock_reason, is_synthetic)
    SELECT j.guest_id, t.id, j.since, j.since, '{}', '', true
    FROM joining j CROSS JOIN (SELECT id FROM loyalty_tier ORDER BY "order" LIMIT 1) t
    ORDER BY j.guest_id
    ON CONFLICT (guest_id) DO NOTHING
"""
_NUMBERS = """
    UPDATE guests_guest g SET membership_number = n.number
    FROM unnest(%(guests)s, %(numbers)s) AS n(guest_id, number)
    WHERE g.id = n.guest_id AND g.membership_number IS NULL
"""
_CHANGES = """
    INSERT INTO loyalty_tierchange (guest_id, after_id, cause, status, day, figures, reason, staged_at, decided_at)
    SELECT m.guest_id, m.tier_id, 'enrolled', 'applied', m.since, '{}', '', n.noon, n.noon
    FROM loyalty_membership m, LATERAL (SELECT (m.since + time '12:00') AT TIME ZONE %(zone)s AS noon) n
    WHERE m.is_synthetic
"""
_ACCOUNTS = """
    INSERT INTO loyalty_pointsaccount (kind, guest_id)
    SELECT k, m.guest_id FROM loyalty_membership m CROSS JOIN unnest(%(kinds)s) AS k WHERE m.is_synthetic
    ON CONFLICT DO NOTHING
"""


#: The awards of their stays, as `services.earning` computes them for a member of the lowest tier: a test compares.
_AWARDS = """
    WITH rates AS (
        SELECT r.id AS rule, jsonb_object_agg(e.category, e.per_unit::text) AS rates,
               {rates}
        FROM loyalty_earningrule r JOIN loyalty_earningrate e ON e.rule_id = r.id
        WHERE r.is_active GROUP BY r.id
    ), due AS (
        SELECT s.id, s.departure, s.spend, s.guest_id, r.rule, r.rates, floor({points})::bigint AS points,
               {parts} AS parts
        FROM reservations_stay s JOIN loyalty_membership m ON m.guest_id = s.guest_id CROSS JOIN rates r
        WHERE m.is_synthetic AND s.status = 'checked_out' AND s.departure >= m.since
    ), made AS (
        INSERT INTO loyalty_pointstransaction (kind, cause, stay_id, rule_id, at, business_date, figures)
        SELECT 'award', 'award:' || id || ':' || rule, id, rule,
               (departure + time '12:00') AT TIME ZONE %(zone)s, departure,
               jsonb_build_object('spend', spend::text, 'ended', true, 'parts', parts, 'rates', rates, 'times', '1.00')
        FROM due WHERE points > 0 ORDER BY departure, id
        RETURNING id, stay_id, rule_id
    )
    INSERT INTO loyalty_pointsentry (transaction_id, account_id, points, expires_on)
    SELECT m.id, a.id, d.points, (d.departure + make_interval(months => %(months)s))::date
    FROM made m JOIN due d ON d.id = m.stay_id AND d.rule = m.rule_id
    JOIN loyalty_pointsaccount a ON a.kind = 'guest' AND a.guest_id = d.guest_id
    UNION ALL
    SELECT m.id, (SELECT id FROM loyalty_pointsaccount WHERE kind = 'issued' AND guest_id IS NULL), -d.points, NULL
    FROM made m JOIN due d ON d.id = m.stay_id AND d.rule = m.rule_id
"""
_COLUMNS = {str(kind): f"s.{column}" for kind, column in SPEND_COLUMNS.items()}
_COLUMNS = {str(OutletCategory.ROOMS): f"(s.spend - {' - '.join(_COLUMNS.values())})"} | _COLUMNS


def _redeem(on: date) -> None:
    """Some members have spent points on breakfasts and upgrades in the last month."""
    kinds = [RewardKind.MEAL, RewardKind.UPGRADE]
    rewards = list(Reward.objects.filter(kind__in=kinds, is_active=True, stock__isnull=True))
    dearest = max((reward.points for reward in rewards), default=0)
    rich = PointsAccount.objects.filter(
        kind=AccountKind.GUEST, balance__gte=2 * dearest, guest__is_synthetic=True
    ).select_related("guest")
    for place, account in enumerate(rich.order_by("pk")[:REDEEMED] if rewards else ()):
        day = on - timedelta(days=place % 30)
        redeem(
            guest=account.guest,
            reward=rewards[place % len(rewards)],
            quantity=1,
            by=None,
            on=day,
            at=business_day_start(day) + timedelta(hours=15),
            key=UUID(int=account.pk),
        )


def _awards_sql() -> str:
    return _AWARDS.format(
        rates=", ".join(
            f"coalesce(max(e.per_unit) FILTER (WHERE e.category = '{kind}'), 0) AS {kind}"
            for kind in _COLUMNS
        ),
        points=" + ".join(f"greatest({column}, 0) * r.{kind}" for kind, column in _COLUMNS.items()),
        parts=" || ".join(
            f"CASE WHEN {column} <> 0 THEN jsonb_build_object('{kind}', {column}::text) ELSE '{{}}' END"
            for kind, column in _COLUMNS.items()
        ),
    )


@transaction.atomic
def fill_programme(*, on: date) -> int:
    """Members, their points and tiers as of business date `on`; how many members. 0 where there are some already."""
    if Membership.objects.filter(is_synthetic=True).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_JOIN, {"every": EVERY, "stays": JOINS_FROM})
        guests = list(Membership.objects.filter(is_synthetic=True).values_list("guest", flat=True))
        cursor.execute(_NUMBERS, {"guests": guests, "numbers": [own_number(pk) for pk in guests]})
        cursor.execute(_CHANGES, {"zone": settings.TIME_ZONE})
        cursor.execute(_ACCOUNTS, {"kinds": [AccountKind.GUEST.value, AccountKind.DEBT.value]})
    refresh_statistics(Membership, PointsAccount)
    at = business_day_start(on)
    with connection.cursor() as cursor:
        # What was just made has no statistics: a nested loop over it took minutes for 20 000 awards.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(_awards_sql(), {"months": settings.POINTS_MONTHS, "zone": settings.TIME_ZONE})
        cursor.execute("SET LOCAL enable_nestloop = on")
    refresh_statistics(PointsTransaction, PointsEntry)
    expire_points(on=on, at=at)
    _redeem(on)
    announce_expiry(on=on)
    evaluate_all(on=on, at=at)
    reconcile(on=on, at=timezone.now())
    refresh_statistics(TierChange, Notice)
    return len(guests)

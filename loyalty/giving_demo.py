"""What the invented guests of the demo hotel were given: services, discounts, care; campaigns and coupons to try."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from common.dates import business_day_start
from loyalty.giving_choices import Entitlement, MessageStatus, OfferKind, Standard, TaskStatus
from loyalty.matrix import MEMBER_FROM
from loyalty.models import Campaign, Care, Coupon, ServiceGiven
from loyalty.services.caring import plan_care
from loyalty.services.investing import add_up_investment, remember_rooms
from reservations.choices import StayStatus

#: So many days back services and discounts were written down; of the tasks of this week every so many is done.
LOOKED_BACK, EVERY = timedelta(days=120), 3

_SERVICES = f"""
    INSERT INTO loyalty_servicegiven (key, stay_id, service_id, quantity, standard, entitlement, cost, price, is_posted,
                                      business_date, given_at, is_synthetic)
    SELECT gen_random_uuid(), s.id, v.id, 1,
           CASE WHEN t."order" >= {MEMBER_FROM} THEN '{Standard.MEMBER}' ELSE '{Standard.REGULAR}' END,
           '{Entitlement.GIVEN}', v.cost, 0, false, s.arrival, s.checked_in_at + interval '2 hours', true
    FROM reservations_stay s
    LEFT JOIN loyalty_membership m ON m.guest_id = s.guest_id LEFT JOIN loyalty_tier t ON t.id = m.tier_id
    JOIN loyalty_service v ON v.code = 'basic' OR t."order" >= {MEMBER_FROM} AND (s.id + v.id) %% {EVERY} = 0
    WHERE s.is_synthetic AND s.status IN ('{StayStatus.IN_HOUSE}', '{StayStatus.CHECKED_OUT}')
      AND s.arrival BETWEEN %(since)s AND %(on)s
"""
#: Every stay of a member in these days was booked with the discount of his tier.
_DISCOUNTS = f"""
    INSERT INTO loyalty_offertaken (reservation_id, guest_id, parts, full_price, price, business_date, taken_at,
                                    is_synthetic)
    SELECT DISTINCT ON (l.reservation_id) l.reservation_id, s.guest_id,
           jsonb_build_array(jsonb_build_object('kind', '{OfferKind.TIER}', 'key', 'tier:' || t.code,
                                                'name', t.name_zh, 'reason', t.name_zh)),
           round(l.amount / (1 - t.discount_percent / 100), 2), l.amount, s.arrival, s.checked_in_at, true
    FROM reservations_stay s JOIN reservations_reservationline l ON l.id = s.line_id
    JOIN loyalty_membership m ON m.guest_id = s.guest_id JOIN loyalty_tier t ON t.id = m.tier_id
    WHERE s.is_synthetic AND s.is_payer AND s.status IN ('{StayStatus.IN_HOUSE}', '{StayStatus.CHECKED_OUT}')
      AND s.arrival BETWEEN %(since)s AND %(on)s AND t.discount_percent > 0 AND l.amount > 0
    ORDER BY l.reservation_id, s.id
"""


@transaction.atomic
def fill_giving(*, on: date) -> int:
    """Services, discounts and care as of business date `on`; how many services. 0 where there are some already."""
    if ServiceGiven.objects.filter(is_synthetic=True).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SERVICES, {"since": on - LOOKED_BACK, "on": on})
        served = cursor.rowcount
        cursor.execute(_DISCOUNTS, {"since": on - LOOKED_BACK, "on": on})
    _campaigns(on)
    at = business_day_start(on)
    plan_care(on=on - timedelta(days=7))
    plan_care(on=on)
    _settle(on, at)
    remember_rooms()
    add_up_investment(on=on, at=at)
    return served


def _campaigns(on: date) -> None:
    days = {
        "valid_from": on - timedelta(days=30),
        "valid_until": on + timedelta(days=90),
        "is_synthetic": True,
    }
    Campaign.objects.create(
        code="weekend",
        name_zh="连住优惠",
        name_en="Stay two, save",
        percent=Decimal(12),
        minimum_nights=2,
        **days,
    )
    friends = Campaign.objects.create(
        code="friends",
        name_zh="老友礼遇",
        name_en="Old friends",
        amount=Decimal(50),
        needs_coupon=True,
        **days,
    )
    Coupon.objects.bulk_create(Coupon(campaign=friends, code=f"FRIEND{n}", uses=n) for n in (1, 5, 20))


def _settle(on: date, at: datetime) -> None:
    """What was due before today was done, but for some."""
    due = Care.objects.filter(task=TaskStatus.OPEN, day__lt=on, is_synthetic=True)
    keys = [pk for pk in due.order_by("pk").values_list("pk", flat=True) if pk % EVERY]
    Care.objects.filter(pk__in=keys).update(task=TaskStatus.DONE, settled_at=at)
    unsent = Care.objects.filter(message=MessageStatus.WAITING, day__lt=on, is_synthetic=True)
    unsent.update(message=MessageStatus.HELD_BACK, reason="synthetic")

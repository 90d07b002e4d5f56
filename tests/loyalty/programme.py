"""Members, stays and points for tests: the least that is valid."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from common.dates import business_day_start
from loyalty.models import Membership
from loyalty.services.enrolling import enrol
from loyalty.services.manual import enter_points
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge, Outlet
from reservations.services.room_revenue import recompute_spend
from tests.factories import DAY, GuestFactory, StayFactory, UserFactory

NOON = business_day_start(DAY) + timedelta(hours=8)
_numbers = count(1)


def member(since=DAY - timedelta(days=3000), **kwargs):
    guest = GuestFactory(**kwargs)
    enrol(guest=guest, by=None, on=since)
    return guest


def charge(stay, amount, category=OutletCategory.RESTAURANT, refund_of=None):
    made = Charge.objects.create(
        stay=stay,
        source="till",
        external_id=f"C{next(_numbers)}",
        outlet=Outlet.objects.filter(category=category).first(),
        amount=Decimal(amount),
        posted_at=NOON,
        business_date=DAY,
        refund_of=refund_of,
    )
    recompute_spend([stay.pk])
    stay.refresh_from_db()
    return made


def stayed(guest, spend=0, departure=DAY, nights=2, **kwargs):
    """A stay that has ended, with `spend` in the restaurant."""
    stay = StayFactory(
        guest=guest,
        arrival=departure - timedelta(days=nights),
        departure=departure,
        status=StayStatus.CHECKED_OUT,
        **kwargs,
    )
    if spend:
        charge(stay, spend)
    return stay


def give(guest, points, by=None, settings_limit=None):
    """Points by hand, as somebody who is not the guest."""
    entry = enter_points(
        guest=guest,
        points=points,
        reason="开业庆典",
        by=by or UserFactory(),
        on=DAY,
        at=NOON + timedelta(seconds=next(_numbers)),
    )
    assert entry.transaction_id, "above the limit"
    return entry


def tier_of(guest):
    return Membership.objects.get(guest=guest).tier.code

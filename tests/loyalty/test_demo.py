"""Members of the demo hotel have the points that their stays would have given them one by one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from loyalty.demo import fill_programme
from loyalty.models import Membership, PointsTransaction
from loyalty.selectors.accounts import balance
from loyalty.services.earning import settle_all, settle_stays
from loyalty.services.reconciling import reconcile
from reservations.choices import OutletCategory
from tests.factories import DAY, GuestFactory
from tests.loyalty.programme import NOON, charge, stayed

pytestmark = pytest.mark.django_db


def test_points_of_the_demo_hotel_are_those_of_its_stays():
    guests = [GuestFactory(is_synthetic=True) for _ in range(6)]
    stays = []
    for guest in guests:
        for week in range(4):
            stay = stayed(guest, Decimal("1000.50"), departure=DAY - timedelta(days=7 * week))
            charge(stay, Decimal("333.33"), OutletCategory.CONFERENCE)
            charge(stay, Decimal("-50"), OutletCategory.SHOP)
            charge(stay, 80, OutletCategory.TELECOM)
            stays.append(stay)
    joined = fill_programme(on=DAY)
    assert 4 <= joined < 6, "every fifth stays away"
    assert fill_programme(on=DAY) == 0
    member = Membership.objects.order_by("pk")[0]
    assert member.since == DAY - timedelta(days=14)
    assert balance(member.guest) == 3 * (1000 + 166 + 1)  # 1000.50 + 333.33 / 2, rounded down once
    assert settle_stays(stay_ids=[stay.pk for stay in stays], on=DAY, at=NOON) == 0
    assert settle_all(on=DAY, at=NOON) == 0
    assert PointsTransaction.objects.filter(kind="award").count() == 3 * joined
    assert reconcile(on=DAY, at=NOON).faults == []

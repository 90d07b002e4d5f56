"""Every stay's sums by kind of outlet are those of its charges, whatever is posted, moved and refunded."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge, Outlet, Stay
from reservations.models.spending import SPEND_COLUMNS
from reservations.services.room_revenue import recompute_spend
from tests.factories import StayFactory

pytestmark = pytest.mark.django_db

posting = st.tuples(
    st.sampled_from(OutletCategory.values), st.integers(-50_000, 90_000), st.booleans(), st.booleans()
)


class Undo(Exception):
    pass


def wrong_sums() -> list[tuple]:
    """(stay, column) wherever a kept sum is not the sum of the charges."""
    parts = [
        f"SELECT s.id, '{column}' FROM reservations_stay s WHERE s.{column} <> coalesce((SELECT sum(c.amount)"
        " FROM reservations_charge c JOIN reservations_outlet o ON o.id = c.outlet_id"
        f" WHERE c.stay_id = s.id AND ({condition})), 0)"
        for column, condition in [
            ("spend", "true"),
            *((column, f"o.category = '{category}'") for category, column in SPEND_COLUMNS.items()),
        ]
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return cursor.fetchall()


def test_every_category_beside_the_room_has_a_column():
    assert {*SPEND_COLUMNS} == {*OutletCategory} - {OutletCategory.ROOMS}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(postings=st.lists(posting, max_size=12))
def test_any_postings_leave_the_sums_of_the_charges(house, postings):
    try:
        with transaction.atomic():
            _post(postings)
            assert wrong_sums() == []
            raise Undo
    except Undo:
        pass


def _post(postings) -> None:
    stays = [StayFactory(status=StayStatus.CHECKED_OUT) for _ in range(2)]
    now = timezone.now()
    for number, (category, cents, second, moved) in enumerate(postings):
        stay = stays[second]
        charge = Charge.objects.create(
            stay=stay,
            source="till",
            external_id=f"T{number}",
            outlet=Outlet.objects.filter(category=category).first(),
            amount=Decimal(cents) / 100,
            posted_at=now,
            business_date=now.date() - timedelta(days=1),
        )
        recompute_spend([stay.pk])
        if moved:
            charge.stay = stays[not second]
            charge.save()
            recompute_spend([each.pk for each in stays])


def test_what_is_refunded_in_full_is_no_use_of_the_outlet(house):
    stay = StayFactory(status=StayStatus.CHECKED_OUT)
    now = timezone.now()
    for number, (category, amount) in enumerate([("restaurant", 80), ("restaurant", -80), ("shop", 20)]):
        Charge.objects.create(
            stay=stay,
            source="till",
            external_id=f"R{number}",
            outlet=Outlet.objects.filter(category=category).first(),
            amount=amount,
            posted_at=now,
            business_date=now.date(),
        )
    recompute_spend([stay.pk])
    stay = Stay.objects.get(pk=stay.pk)
    assert (stay.spend, stay.spend_restaurant, stay.spend_shop) == (20, 0, 20)
    assert stay.outlets_used == 1 << list(SPEND_COLUMNS).index(OutletCategory.SHOP)

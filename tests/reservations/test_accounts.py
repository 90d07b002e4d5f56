"""Accounts: kept, found, and what they bring."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from common.dates import business_date
from common.errors import EditConflict
from guests.models import Account
from guests.services.accounts import update_account
from reservations.choices import StayStatus
from reservations.models import Charge, Outlet
from reservations.selectors.accounts import account_file, accounts_with_guests, with_a_year
from reservations.services.room_revenue import recompute_spend
from tests.factories import AccountFactory, GuestFactory, StayFactory

pytestmark = pytest.mark.django_db
NEW = {"code": "LYDL", "name": "耒阳电力", "kind": "company", "discount_percent": "12.5", "is_active": "on"}


@pytest.fixture
def today():
    return business_date()


@pytest.fixture
def account(today):
    """Two guests, one of them with two stays under it, of which one ended more than a year ago."""
    account = AccountFactory(name="耒阳电力", code="LYDL")
    guest = GuestFactory(name="王经理", account_id=account.pk)
    GuestFactory(account_id=account.pk)
    for days in (30, 500):
        stay = StayFactory(
            guest=guest,
            arrival=today - timedelta(days=days),
            status=StayStatus.CHECKED_OUT,
            line__reservation__account=account,
        )
        Charge.objects.create(
            stay=stay,
            source="till",
            external_id=str(stay.pk),
            outlet=Outlet.objects.filter(category="restaurant").first(),
            amount=Decimal("100.00"),
            posted_at=stay.checked_out_at,
            business_date=stay.departure,
        )
        recompute_spend([stay.pk])
    return account


def test_an_account_is_shown_with_its_guests_stays_and_revenue(account):
    file = account_file(account)
    assert (file.guest_count, file.stay_count, file.nights, file.revenue) == (2, 2, 4, Decimal("200.00"))
    assert file.guests[0].name == "王经理"
    assert (file.guests[0].stays_under, file.guests[0].spend_under) == (2, Decimal("200.00"))
    assert sum(year.total for year in file.years) == sum(stay.spend for stay in file.stays)


def test_the_list_counts_a_year(account, today):
    row = with_a_year(accounts_with_guests(), today).get(pk=account.pk)
    assert (row.guest_count, row.nights, row.revenue) == (2, 2, Decimal("100.00"))


def test_two_people_do_not_overwrite_each_other(account):
    update_account(account_id=account.pk, changes={"name": "湖南电力"}, expected_version=0)
    with pytest.raises(EditConflict) as refused:
        update_account(account_id=account.pk, changes={"name": "国家电网"}, expected_version=0)
    assert refused.value.conflicts == [("name", "国家电网", "湖南电力")]


# --- Pages -----------------------------------------------------------------------------------------------
def test_sales_adds_and_corrects_an_account(signed_in):
    sales = signed_in("sales")
    sales.post(reverse("reservations:new_account"), NEW)
    made = Account.objects.get(code="LYDL")
    assert made.discount_percent == Decimal("12.50")
    page = sales.get(reverse("reservations:edit_account", args=[made.pk]))
    version = page.context["form"]["version"].value()
    sales.post(
        reverse("reservations:edit_account", args=[made.pk]), NEW | {"name": "国家电网", "version": version}
    )
    made.refresh_from_db()
    assert made.name == "国家电网"


def test_a_taken_code_and_an_impossible_discount_say_what_to_do(signed_in, account):
    page = signed_in("sales").post(
        reverse("reservations:new_account"), NEW | {"code": "lydl", "discount_percent": "120"}
    )
    errors = page.context["form"].errors
    assert "耒阳电力" in errors["code"][0]
    assert "120" in errors["discount_percent"][0]


def test_a_conflict_shows_both_values_and_keeps_what_was_typed(signed_in, account):
    update_account(account_id=account.pk, changes={"name": "湖南电力"}, expected_version=0)
    page = signed_in("sales").post(
        reverse("reservations:edit_account", args=[account.pk]), NEW | {"name": "国家电网", "version": "0"}
    )
    assert page.status_code == 409
    assert "湖南电力" in page.text
    assert page.context["form"]["name"].value() == "国家电网"


def test_the_page_and_the_list_show_money_only_to_who_may_see_it(signed_in, account):
    addresses = (
        reverse("reservations:accounts") + "?col=name&col=revenue",
        reverse("reservations:account", args=[account.pk]),
    )
    desk = signed_in("front_desk")
    assert all("100.00" in desk.get(address).text for address in addresses)
    sales = signed_in("sales")
    assert not any("100.00" in sales.get(address).text for address in addresses)


def test_the_account_page_asks_a_bounded_number_of_questions(
    signed_in, account, django_assert_max_num_queries
):
    desk = signed_in("front_desk")
    with django_assert_max_num_queries(16):
        desk.get(reverse("reservations:account", args=[account.pk]))

"""Points of stays: given once, taken back with refunds, owed where spent; expiry; what the database refuses."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from loyalty.choices import AccountKind, TransactionKind
from loyalty.models import Notice, PointsAccount, PointsEntry, PointsTransaction, Tier
from loyalty.points import expiry_day
from loyalty.selectors.accounts import balance, hotel_accounts, purses
from loyalty.services.earning import settle_all, settle_stays
from loyalty.services.expiry import announce_expiry, expire_points
from loyalty.services.reconciling import reconcile
from reservations.choices import OutletCategory
from reservations.services.stays import reverse_check_out
from tests.factories import DAY, RoomFactory
from tests.loyalty.programme import NOON, charge, give, member, stayed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limit(settings):
    settings.POINTS_MANUAL_LIMIT = 1_000_000


def settled(*stays):
    return settle_stays(stay_ids=[stay.pk for stay in stays], on=DAY, at=NOON)


def owed(guest):
    return purses([guest.pk])[guest.pk].owed


def test_a_stay_earns_once_by_kind_of_outlet_and_tier():
    guest = member()
    guest.membership.tier = Tier.objects.get(code="member")
    guest.membership.save()
    stay = stayed(guest)
    charge(stay, 100)
    charge(stay, 100, OutletCategory.CONFERENCE)
    charge(stay, 1000, OutletCategory.TELECOM)
    assert settled(stay) == 1
    assert balance(guest) == 180  # (100 × 1 + 100 × .5 + 1000 × 0) × 1.2
    assert settled(stay) == 0
    assert settle_all(on=DAY, at=NOON) == 0
    award = PointsTransaction.objects.get(stay=stay)
    assert award.entries.filter(expires_on=expiry_day(DAY, 24)).get().points == 180


def test_only_members_earn_and_only_since_they_joined():
    from tests.factories import GuestFactory

    stranger = stayed(GuestFactory(), 500)
    early = stayed(member(since=DAY + timedelta(days=1)), 500)
    assert settled(stranger, early) == 0


def test_a_refund_takes_back_and_what_is_spent_is_owed_and_settled_from_the_next_award():
    guest = member()
    stay = stayed(guest, 500)
    settled(stay)
    give(guest, -450)
    charge(stay, -200)
    assert settle_all(on=DAY, at=NOON) == 1
    assert (balance(guest), owed(guest)) == (0, 150)
    settled(stayed(guest, 400))
    assert (balance(guest), owed(guest)) == (250, 0)


def test_a_check_out_taken_back_takes_the_points_back_and_the_next_one_gives_them():
    guest = member()
    stay = stayed(guest, 500, line__room=RoomFactory())
    settled(stay)
    reverse_check_out(line_id=stay.line_id, on=DAY)
    stay.refresh_from_db()
    assert settle_all(on=DAY, at=NOON) == 1
    assert balance(guest) == 0
    type(stay).objects.filter(pk=stay.pk).update(status="checked_out", checked_out_at=NOON)
    settle_all(on=DAY, at=NOON)
    assert balance(guest) == 500
    assert list(PointsTransaction.objects.order_by("pk").values_list("kind", flat=True)) == [
        "award", "correction", "correction",
    ]  # fmt: skip


def test_a_change_of_money_that_changes_no_points_is_settled_once():
    guest = member()
    stay = stayed(guest, 500)
    settled(stay)
    charge(stay, 30, OutletCategory.TELECOM)
    assert settle_all(on=DAY, at=NOON) == 1
    assert settle_all(on=DAY, at=NOON) == 0
    assert balance(guest) == 500


def test_the_oldest_points_are_spent_first_and_expire_after_a_notice():
    guest = member()
    settled(stayed(guest, 300, departure=DAY - timedelta(days=700)), stayed(guest, 200))
    give(guest, -100)
    over = expiry_day(DAY - timedelta(days=700), 24)
    assert announce_expiry(on=over - timedelta(days=60)) == 1
    assert announce_expiry(on=over - timedelta(days=59)) == 0
    assert Notice.objects.get().figures == {"points": 200}
    assert expire_points(on=over - timedelta(days=1), at=NOON) == 0
    assert expire_points(on=over, at=NOON) == 1
    assert expire_points(on=over, at=NOON) == 0
    assert balance(guest) == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE loyalty_pointsentry SET points = points * 2",
        "DELETE FROM loyalty_pointsentry",
        "TRUNCATE loyalty_pointsentry",
        "UPDATE loyalty_pointstransaction SET kind = 'manual'",
        "DELETE FROM loyalty_pointstransaction",
        "TRUNCATE loyalty_pointstransaction CASCADE",
        "UPDATE loyalty_pointsaccount SET balance = balance + 1 WHERE guest_id IS NOT NULL",
    ],
)
def test_the_database_refuses_to_change_the_ledger(statement):
    give(member(), 100)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=r"only added to|what its entries"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_database_refuses_a_balance_below_zero_and_a_sum_that_is_not_zero():
    guest = member()
    purse, own = purses([guest.pk])[guest.pk], hotel_accounts()

    def enter(*lines):
        with transaction.atomic():
            made = PointsTransaction.objects.create(
                kind=TransactionKind.MANUAL, cause=f"test:{lines}", at=NOON, business_date=DAY
            )
            PointsEntry.objects.bulk_create(
                [
                    PointsEntry(transaction=made, account_id=account, points=points)
                    for account, points in lines
                ]
            )

    with pytest.raises(IntegrityError, match="sum to zero"):
        enter((purse.account, 5), (own[AccountKind.ISSUED], -4))
    with pytest.raises(IntegrityError, match="points_never_below_zero"):
        enter((purse.account, -5), (own[AccountKind.REDEEMED], 5))
    with pytest.raises(IntegrityError, match="points_debt_not_above_zero"):
        enter((purse.debt, 5), (own[AccountKind.ISSUED], -5))
    assert not PointsEntry.objects.exists()


def test_every_night_the_ledger_is_reconciled_and_a_change_of_the_past_is_seen():
    guest = member()
    give(guest, 100)
    first = reconcile(on=DAY, at=NOON)
    assert (first.points, first.faults) == (100, [])
    assert first.months == {expiry_day(DAY, 24).strftime("%Y-%m"): 100}
    assert first.digest == reconcile(on=DAY, at=NOON).digest
    assert reconcile(on=DAY + timedelta(days=1), at=NOON).faults == []
    with connection.cursor() as cursor:  # as somebody with the database's own password could
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE loyalty_pointsentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE loyalty_pointsentry SET points = 90 WHERE points = 100")
        cursor.execute("ALTER TABLE loyalty_pointsentry ENABLE TRIGGER USER")
    assert reconcile(on=DAY + timedelta(days=1), at=NOON).faults == ["balances", "crooked", "past"]


def test_decimals_are_rounded_down():
    guest = member()
    stay = stayed(guest)
    charge(stay, Decimal("99.99"))
    settled(stay)
    assert balance(guest) == 99
    assert PointsAccount.objects.filter(kind=AccountKind.ISSUED).get().balance == 0

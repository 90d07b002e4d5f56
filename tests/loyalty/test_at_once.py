"""Many at once, on connections of their own: one balance is spent once, one stay is awarded once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from loyalty.choices import RewardKind, TransactionKind
from loyalty.exceptions import TooFewPoints
from loyalty.models import PointsAccount, PointsTransaction, Redemption, Reward
from loyalty.selectors.accounts import balance
from loyalty.services.earning import settle_stays
from loyalty.services.reconciling import reconcile
from loyalty.services.redeeming import redeem
from tests.factories import DAY, UserFactory
from tests.loyalty.programme import NOON, give, member, stayed

AT_ONCE, ROUNDS = 50, 20


@pytest.fixture
def ledger(house):
    """A ledger that may be emptied again when the test is over."""
    yield
    with connection.cursor() as cursor:
        for table in ("loyalty_pointsentry", "loyalty_pointstransaction"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE loyalty_pointsentry, loyalty_pointstransaction CASCADE")
        for table in ("loyalty_pointsentry", "loyalty_pointstransaction"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Crowd:
    """`AT_ONCE` people with a connection each, who begin together."""

    def __enter__(self):
        self.gate, self.pool = threading.Barrier(AT_ONCE), ThreadPoolExecutor(AT_ONCE)
        return self

    def __exit__(self, *failure):
        self.all(lambda: connection.close())
        self.pool.shutdown()

    def all(self, work):
        """What each of them got; an exception is an answer too."""

        def one():
            self.gate.wait(timeout=60)
            try:
                return work()
            except Exception as error:
                return error

        return [each.result(timeout=60) for each in [self.pool.submit(one) for _ in range(AT_ONCE)]]


def test_of_fifty_who_spend_one_balance_at_once_one_succeeds_each_time(ledger, settings):
    settings.POINTS_MANUAL_LIMIT = 1_000_000
    guest, by = member(), UserFactory()
    reward = Reward.objects.create(
        code="dinner", name_zh="晚餐", name_en="Dinner", kind=RewardKind.MEAL, points=100, stock=ROUNDS * 2
    )

    def spend():
        return redeem(guest=guest, reward=reward, quantity=1, by=by, on=DAY, at=NOON, key=uuid4())

    with Crowd() as crowd:
        for _round in range(ROUNDS):
            give(guest, 150 - balance(guest))
            answers = crowd.all(spend)
            assert sum(isinstance(answer, Redemption) for answer in answers) == 1, answers
            assert sum(isinstance(answer, TooFewPoints) for answer in answers) == AT_ONCE - 1, answers
            assert balance(guest) == 50
    reward.refresh_from_db()
    assert reward.stock == ROUNDS
    assert reconcile(on=DAY, at=NOON).faults == []


def test_one_stay_settled_a_hundred_times_at_once_is_awarded_once_and_a_redemption_sent_twice_is_given_once(
    ledger,
):
    guest, by, key = member(), UserFactory(), uuid4()
    stay = stayed(guest, 2000)
    reward = Reward.objects.get(code="breakfast")
    with Crowd() as crowd:
        for _twice in range(2):
            crowd.all(lambda: settle_stays(stay_ids=[stay.pk], on=DAY, at=NOON))
        assert (balance(guest), PointsAccount.objects.get(guest=guest, kind="debt").balance) == (2000, 0)
        crowd.all(lambda: redeem(guest=guest, reward=reward, quantity=1, by=by, on=DAY, at=NOON, key=key))
    assert PointsTransaction.objects.get(kind=TransactionKind.AWARD).stay_id == stay.pk
    assert (Redemption.objects.count(), balance(guest)) == (1, 500)

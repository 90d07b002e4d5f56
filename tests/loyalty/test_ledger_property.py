"""Whatever happens in whatever order: the ledger says what a list of days and points says, and sums to zero."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from guests.services.merging import merge_guests
from guests.services.parting import undo_merge
from loyalty.choices import RewardKind
from loyalty.exceptions import TooFewPoints
from loyalty.models import PointsEntry, Reward
from loyalty.points import Lot, OpenPurse, expiry_day
from loyalty.selectors.accounts import purses
from loyalty.services.earning import settle_stays
from loyalty.services.expiry import expire_points
from loyalty.services.reconciling import reconcile
from loyalty.services.redeeming import redeem, take_back
from tests.factories import DAY, UserFactory
from tests.loyalty.programme import NOON, charge, give, member, stayed

DAYS, POINTS = st.integers(0, 40), st.integers(1, 15)


def day(n):
    return DAY + timedelta(days=n)


class Purse(RuleBasedStateMachine):
    """The pure rules against a plain list in which every point is an item of its own: the day it expires on."""

    def __init__(self):
        super().__init__()
        self.purse, self.model, self.owed, self.today = OpenPurse(), [], 0, 0

    @rule(points=POINTS, later=DAYS)
    def earn(self, points, later):
        against, his = self.purse.earn(points, day(self.today + later + 1))
        paid = min(self.owed, points)
        self.owed -= paid
        assert (against, his) == (paid, points - paid)
        self.model = sorted([*self.model, *[self.today + later + 1] * his])

    @rule(points=POINTS)
    def spend_or_be_refused(self, points):
        if points > len(self.model):
            before = self.purse.lots
            assert OpenPurse(before).spend(points).short == points - len(self.model)
            return
        taken = self.purse.spend(points)
        assert [each for lot in taken.lots for each in [lot.expires_on] * lot.points] == list(
            map(day, self.model[:points])
        )
        self.model = self.model[points:]

    @rule(points=POINTS)
    def take_back(self, points):
        taken = self.purse.take_back(points)
        short = max(0, points - len(self.model))
        assert taken.short == short
        self.owed += short
        self.model = self.model[points:]

    @rule(days=st.integers(0, 10))
    def grow_old(self, days):
        self.today += days
        over = self.purse.expire(day(self.today))
        assert sum(lot.points for lot in over) == sum(each <= self.today for each in self.model)
        self.model = [each for each in self.model if each > self.today]

    @invariant()
    def says_the_same(self):
        assert (self.purse.balance, self.purse.owed) == (len(self.model), self.owed)
        assert self.purse.owed >= 0
        assert [each for lot in self.purse.lots for each in [lot.expires_on] * lot.points] == list(
            map(day, self.model)
        )


class Ledger(RuleBasedStateMachine):
    """Two members in the database against the pure purses; every few steps the ledger is added up."""

    def __init__(self):
        super().__init__()
        self.work = transaction.atomic()
        self.work.__enter__()
        self.by = UserFactory()
        self.guests = [member(), member()]
        self.model = [OpenPurse(), OpenPurse()]
        self.redeemed, self.stays, self.merge, self.on = [], [], None, DAY
        self.reward = Reward.objects.create(
            code="hypo", name_zh="礼", name_en="Gift", kind=RewardKind.GIFT, points=70
        )

    def teardown(self):
        transaction.set_rollback(True)
        self.work.__exit__(None, None, None)

    def place(self, which):
        """Who he is while the two files are one."""
        return 0 if self.merge else which

    @rule(which=st.integers(0, 1), spend=st.integers(1, 300), before=st.integers(0, 700))
    def stay(self, which, spend, before):
        departure = self.on - timedelta(days=before)
        stay = stayed(self.guests[self.place(which)], spend, departure=departure)
        settle_stays(stay_ids=[stay.pk], on=self.on, at=NOON)
        self.model[self.place(which)].earn(spend, expiry_day(departure, 24))
        if not self.merge:
            self.stays.append((which, stay, departure))

    @rule(amount=st.integers(1, 100))
    def refund(self, amount):
        if not self.stays:
            return
        which, stay, departure = self.stays[-1]
        amount = min(amount, int(stay.spend))
        if amount:
            charge(stay, -amount)
            settle_stays(stay_ids=[stay.pk], on=self.on, at=NOON)
            self.model[self.place(which)].take_back(amount, first=expiry_day(departure, 24))

    @rule(which=st.integers(0, 1))
    def redeem(self, which):
        at = self.place(which)
        asked = {"guest": self.guests[at], "reward": self.reward, "quantity": 1, "by": self.by, "at": NOON}
        key = f"{len(self.redeemed):032x}"
        if self.model[at].balance < 70:
            with pytest.raises(TooFewPoints):
                redeem(**asked, on=self.on, key=key)
            return
        self.redeemed.append((at, redeem(**asked, on=self.on, key=key), self.model[at].spend(70)))

    @rule()
    def take_back(self):
        if self.redeemed and not self.merge:
            at, redemption, taken = self.redeemed.pop()
            take_back(redemption=redemption, by=self.by, on=self.on, at=NOON)
            self.model[at].put(taken.lots)

    @rule(which=st.integers(0, 1), points=st.integers(1, 100))
    def give(self, which, points):
        give(self.guests[self.place(which)], points)
        self.model[self.place(which)].earn(points, expiry_day(DAY, 24))

    @rule(days=st.integers(1, 60))
    def nights(self, days):
        self.on += timedelta(days=days)
        expire_points(on=self.on, at=NOON)
        for purse in self.model:
            purse.expire(self.on)

    @rule()
    def merge_or_part(self):
        first, second = self.guests
        if self.merge:
            undo_merge(merge=self.merge[0])
            self.part()
            return
        moved, owed = self.model[1].lots, self.model[1].owed
        self.merge = (merge_guests(survivor=first, absorbed=second), moved, owed)
        self.model[0].put(moved)
        self.model[0].owed += owed
        self.model[1] = OpenPurse()

    def part(self):
        from common.dates import business_date

        _merge, moved, owed = self.merge
        for lot in moved:
            if lot.expires_on > business_date():
                self.model[0].take_back(lot.points, first=lot.expires_on)
                self.model[1].put([Lot(lot.expires_on, lot.points)])
        back = min(owed, self.owed_before_parting)
        self.model[0].owed -= back
        self.model[1].owed += back
        self.merge = None

    @invariant()
    def says_the_same(self):
        found = purses([guest.pk for guest in self.guests])
        for guest, purse in zip(self.guests, self.model, strict=True):
            assert found[guest.pk].lots == purse.lots
            assert (found[guest.pk].balance, found[guest.pk].owed) == (purse.balance, purse.owed)
        self.owed_before_parting = self.model[0].owed
        assert sum(PointsEntry.objects.values_list("points", flat=True)) == 0
        assert reconcile(on=DAY, at=NOON).faults == []


def test_ten_thousand_operations_on_a_purse_agree_with_a_list_of_points():
    run_state_machine_as_test(
        Purse,
        settings=settings(max_examples=200, stateful_step_count=50, deadline=None, derandomize=True,
                          phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None),
    )  # fmt: skip


@pytest.mark.django_db
def test_the_ledger_in_the_database_agrees_with_the_pure_rules(settings):
    settings.POINTS_MANUAL_LIMIT = 1_000_000
    from hypothesis import settings as run

    run_state_machine_as_test(
        Ledger,
        settings=run(max_examples=4, stateful_step_count=14, deadline=None, derandomize=True,
                     phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None),
    )  # fmt: skip

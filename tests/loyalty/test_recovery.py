"""Points that make good a complaint are given with it, worth what was said that they cost."""

from decimal import Decimal

import pytest

from common.errors import HotelError
from feedback.care_choices import RecoveryStatus, RecoveryTool
from feedback.models import Recovery
from feedback.services.recovering import carry_out, recover
from loyalty.choices import TransactionKind
from loyalty.exceptions import ForHimself
from loyalty.models import PointsTransaction, StaffGuest
from loyalty.selectors.accounts import balance
from loyalty.services.reconciling import reconcile
from tests.care_factories import ComplaintFactory, RecoveryFactory
from tests.factories import DAY, GuestFactory
from tests.loyalty.programme import NOON, member

pytestmark = pytest.mark.django_db


def promised(guest, cost="50", tool=RecoveryTool.POINTS):
    return RecoveryFactory(complaint__guest=guest, tool=tool, detail="积分补偿", cost=Decimal(cost))


def test_points_promised_for_a_complaint_are_given_once_when_they_are_carried_out(user_of):
    guest, by = member(), user_of("guest_service")
    recovery = promised(guest)
    assert balance(guest) == 0
    for _twice in range(2):
        carry_out(recovery_id=recovery.pk, by=by, at=NOON)
    assert balance(guest) == 4000  # 50 CNY at 0.0125 each
    booked = PointsTransaction.objects.get(kind=TransactionKind.RECOVERY)
    assert (booked.by, booked.figures["complaint"]) == (recovery.given_by, recovery.complaint.number)
    assert reconcile(on=DAY, at=NOON).faults == []


def test_within_ones_own_limit_they_are_given_at_once_and_other_tools_give_none(user_of):
    guest, by = member(), user_of("guest_service")
    given = {
        "complaint_id": ComplaintFactory(guest=guest).pk,
        "detail": "补偿",
        "by": by,
        "at": NOON,
        "is_done": True,
    }
    recover(tool=RecoveryTool.POINTS, cost=Decimal("10.01"), **given)
    recover(tool=RecoveryTool.AMENITY, cost=Decimal(10), **given)
    assert balance(guest) == 800


def test_who_is_no_member_or_would_be_giving_to_himself_is_refused_and_nothing_counts_as_given(user_of):
    by, himself = user_of("guest_service"), member()
    StaffGuest.objects.create(user=by, guest=himself)
    for recovery, refusal in [
        (promised(GuestFactory()), "tool"),
        (promised(None), "tool"),
        (promised(member(), cost="0.01"), "cost"),
    ]:
        with pytest.raises(HotelError) as refused:
            carry_out(recovery_id=recovery.pk, by=by, at=NOON)
        assert refused.value.field == refusal
    with pytest.raises(ForHimself):
        carry_out(recovery_id=promised(himself).pk, by=by, at=NOON)
    assert set(Recovery.objects.values_list("status", flat=True)) == {RecoveryStatus.PROMISED}
    assert not PointsTransaction.objects.exists()

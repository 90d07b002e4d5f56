"""Tiers follow the figures, with grace, review and a person's decision; classes are written at night."""

from datetime import timedelta

import pytest

from common.errors import HotelError
from guests.services.merging import merge_guests
from guests.services.parting import undo_merge
from loyalty.choices import ChangeCause, ChangeStatus, Ladder, NoticeKind
from loyalty.delivered import RULES
from loyalty.exceptions import ForHimself
from loyalty.models import (
    ClassChange,
    LadderRules,
    Membership,
    Notice,
    ServiceClass,
    StaffGuest,
    Tier,
    TierChange,
)
from loyalty.selectors.accounts import balance, purses
from loyalty.selectors.membership import membership_of
from loyalty.services.classes import classify
from loyalty.services.enrolling import enrol, own_number
from loyalty.services.rules import change_rules
from loyalty.services.tiers import approve_change, decline_change, evaluate_all, lock_tier, unlock_tier
from reservations.choices import StayStatus
from reservations.models import Channel, Reservation, ReservationLine, Stay
from tests.factories import (
    DAY,
    AccountFactory,
    GuestFactory,
    RoomFactory,
    RoomTypeFactory,
    StayFactory,
    UserFactory,
)
from tests.loyalty.programme import NOON, give, member, stayed, tier_of
from tests.night_job import NightJob

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def judge(on=DAY):
    return evaluate_all(on=on, at=NOON)


def regular(n=10, spend=600, last=DAY, **kwargs):
    """A member who stayed `n` times, a week apart, the last time until `last`."""
    guest = member(**kwargs)
    for week in range(n):
        stayed(guest, spend, departure=last - days(7 * week))
    return guest


def test_up_at_once_with_the_figures_that_caused_it_and_told_once():
    guest, almost = regular(10), regular(9)
    assert judge() == 1
    assert (tier_of(guest), tier_of(almost)) == ("member", "none")
    change = TierChange.objects.get(guest=guest, cause=ChangeCause.FIGURES)
    assert change.figures == {
        "spend:182": "6000",
        "stays:182": "10",
        "spend:": "6000",
        "long_months:365": "0",
    }
    assert Notice.objects.get(guest=guest, kind=NoticeKind.TIER_UP).figures == {"tier": "member"}
    assert judge() == 0
    lacking = {part.condition.metric: part.left for part in membership_of(almost, on=DAY).missing}
    assert lacking == {"spend": 0, "stays": 1}


def test_down_only_after_the_grace_with_a_warning_before(settings):
    settings.TIER_GRACE_DAYS = 90
    guest = regular(10)
    judge()
    last_good = DAY - days(63) + days(181)  # the day before the first stay leaves the half-year
    judge(last_good)
    assert Membership.objects.get(guest=guest).below_since is None
    judge(last_good + days(1))
    row = Membership.objects.get(guest=guest)
    assert row.below_since == last_good + days(1)
    assert membership_of(guest, on=DAY).falls_on == row.below_since + days(90)
    judge(last_good + days(2))
    notice = Notice.objects.get(guest=guest, kind=NoticeKind.TIER_FALLING)
    assert notice.due_on == row.below_since + days(90)
    assert judge(row.below_since + days(89)) == 0
    assert judge(row.below_since + days(90)) == 1
    assert tier_of(guest) == "none"


def test_a_stay_that_did_not_take_place_after_all_takes_the_tier_without_grace():
    guest = regular(10)
    judge()
    Stay.objects.filter(pk=guest.stays.order_by("-departure").first().pk).update(status=StayStatus.VOID)
    judge()
    assert tier_of(guest) == "none"


def test_new_rules_leave_the_grace_of_the_old_ones():
    guest = regular(10)
    judge()
    document = [
        {
            "target": "member",
            "combine": "all",
            "conditions": [{"metric": "stays", "at_least": "11", "window": 182}],
        }
    ]
    LadderRules.objects.create(ladder=Ladder.TIER, document=document, valid_from=DAY + days(1))
    judge(DAY + days(1))
    assert tier_of(guest) == "member"
    assert Membership.objects.get(guest=guest).below_since == DAY + days(1)
    judge(DAY + days(91))
    assert tier_of(guest) == "none"


def test_complimentary_and_agency_stays_are_history_and_earn_no_tier():
    """By rule: the rates are delivered, the channels are named by the hotel's own version from its day on."""
    free, sold = regular(10), regular(10)
    ReservationLine.objects.filter(stays__guest=free).update(rate_plan="COMP")
    judge()
    assert (tier_of(free), tier_of(sold)) == ("none", "member")
    assert free.stays.count() == 10
    agency = Channel.objects.first()
    Reservation.objects.filter(lines__stays__guest=sold).update(channel=agency)
    change_rules(
        ladder=Ladder.TIER,
        document=RULES[Ladder.TIER],
        uncounted={"channels": [agency.code], "rate_plans": []},
        note="",
        by="",
        on=DAY + days(1),
    )
    judge(DAY + days(1))
    rows = {row.guest_id: row for row in Membership.objects.all()}
    assert rows[sold.pk].figures["stays:182"] == "0"
    assert rows[free.pk].figures["stays:182"] == "10"
    assert tier_of(sold) == "member", "the days before are judged by the rules of then: he has the grace"


def test_months_in_a_long_term_room_make_a_vip_member():
    guest = member()
    stayed(guest, departure=DAY, nights=61)
    other = member()
    for n in range(4):
        stayed(other, departure=DAY - days(30 * n), nights=20)
    judge()
    assert (tier_of(guest), tier_of(other)) == ("vip_member", "none")


def test_with_review_nothing_changes_before_a_person_agrees(settings):
    settings.TIER_REVIEW = True
    guest, other, gone = regular(10), regular(10), regular(10)
    judge()
    assert judge() == 0
    assert {tier_of(guest), tier_of(other)} == {"none"}
    waiting = {row.guest_id: row for row in TierChange.objects.filter(status=ChangeStatus.STAGED)}
    approve_change(change=waiting[guest.pk], by=UserFactory(), on=DAY, at=NOON)
    decline_change(change=waiting[other.pk], by=UserFactory(), on=DAY, at=NOON, reason="同名误记")
    gone.stays.update(status=StayStatus.VOID)
    assert judge() == 0
    assert (tier_of(guest), tier_of(other), tier_of(gone)) == ("member", "none", "none")
    assert TierChange.objects.get(pk=waiting[gone.pk].pk).status == ChangeStatus.WITHDRAWN


def test_a_persons_decision_outranks_the_figures_until_it_ends():
    vip, by = Tier.objects.get(code="vip_member"), UserFactory()
    guest = member()
    lock_tier(
        guest=guest,
        floor=vip,
        ceiling=None,
        reason="董事长贵宾",
        until=DAY + days(10),
        by=by,
        on=DAY,
        at=NOON,
    )
    change = TierChange.objects.get(guest=guest, cause=ChangeCause.LOCK)
    assert (tier_of(guest), change.reason, change.decided_by) == ("vip_member", "董事长贵宾", by)
    judge(DAY + days(10))
    assert tier_of(guest) == "vip_member"
    judge(DAY + days(11))
    assert tier_of(guest) == "none"
    held = regular(10)
    lock_tier(
        guest=held,
        floor=None,
        ceiling=Tier.objects.get(code="none"),
        reason="待核实",
        until=None,
        by=by,
        on=DAY,
        at=NOON,
    )
    judge()
    assert tier_of(held) == "none"
    unlock_tier(guest=held, by=by, on=DAY, at=NOON)
    assert tier_of(held) == "member"


def test_nobody_decides_on_his_own_tier():
    user, guest = UserFactory(), member()
    StaffGuest.objects.create(user=user, guest=guest)
    vip = Tier.objects.get(code="vip_member")
    with pytest.raises(ForHimself):
        lock_tier(guest=guest, floor=vip, ceiling=None, reason="x", until=None, by=user, on=DAY, at=NOON)


def test_a_merge_gives_the_tier_and_points_of_both_and_its_undoing_parts_them(
    django_capture_on_commit_callbacks,
):
    survivor, absorbed = regular(5), regular(5, last=DAY - days(50))
    give(survivor, 100)
    give(absorbed, 70)
    merge = merge_guests(survivor=survivor, absorbed=absorbed)
    assert judge() <= 1
    assert tier_of(survivor) == "member"
    assert (balance(survivor), balance(absorbed)) == (170, 0)
    give(survivor, -120)
    undo_merge(merge=merge)
    judge()
    assert tier_of(survivor) == "none"
    assert (balance(survivor), balance(absorbed)) == (0, 70)
    assert purses([survivor.pk])[survivor.pk].owed == 20


def test_a_membership_goes_along_with_a_merge_and_back():
    survivor, absorbed = GuestFactory(), member()
    give(absorbed, 70)
    merge = merge_guests(survivor=survivor, absorbed=absorbed)
    assert membership_of(survivor).balance == 70
    undo_merge(merge=merge)
    assert Membership.objects.get().guest_id == absorbed.pk
    assert (balance(survivor), balance(absorbed)) == (0, 70)


def test_a_number_is_given_once_and_a_slip_of_the_pen_is_noticed():
    guest = member()
    guest.refresh_from_db()
    assert guest.membership_number == own_number(guest.pk)
    assert own_number(1237) == "M000012377"
    with pytest.raises(HotelError) as refused:
        enrol(guest=guest, by=None, on=DAY)
    assert refused.value.code == "member-already"
    with pytest.raises(HotelError) as refused:
        enrol(guest=GuestFactory(), by=None, on=DAY, number=guest.membership_number)
    assert refused.value.field == "number"


def test_classes_by_figures_room_contract_and_decision():
    luxury = RoomFactory(room_type=RoomTypeFactory(room_class="luxury"))
    first, second, top, vip, contract, nobody = (GuestFactory() for _ in range(6))
    stayed(first, 100)
    for guest in (second, contract):
        stayed(guest, 100, departure=DAY - days(30))
        stayed(guest, 100)
    contract.account = AccountFactory()
    contract.save()
    stayed(top, line__room=luxury)
    vip.is_vip, vip.vip_reason = True, "董事长"
    vip.save()
    here = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory()).guest
    classify(NightJob(), on=DAY)
    classes = dict(ServiceClass.objects.values_list("guest", "guest_class"))
    assert classes == {
        first.pk: "new", second.pk: "regular", contract.pk: "business", top.pk: "vip", vip.pk: "vip", here.pk: "new",
    }  # fmt: skip
    stayed(first, 100, departure=DAY + days(1))
    classify(NightJob(), on=DAY + days(1))
    classify(NightJob(), on=DAY + days(1))
    change = ClassChange.objects.get()
    assert (change.guest_id, change.was, change.now, change.stays) == (first.pk, "new", "regular", 2)
    assert nobody.pk not in classes

"""An act of weighting from the invitation to being in force, and back."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.utils.translation import override

from analytics.satisfaction.choices import Method, Status, Subject
from analytics.satisfaction.models import InForce, Weight, Weighting
from analytics.satisfaction.selectors.current import current_weights
from analytics.satisfaction.selectors.groups import asked_groups, groups_of
from analytics.satisfaction.selectors.links import expert_of, link_token
from analytics.satisfaction.selectors.weightings import differences, lines_of
from analytics.satisfaction.services import force, replies, rounds, weightings
from analytics.value.models import ValueParameters
from analytics.value.services.parameters import change_parameters, parameters_on
from common.dates import business_date
from common.errors import HotelError
from feedback.models import Criterion, Indicator, IndicatorSystem
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BY = "li"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def start(method=Method.DELPHI, subject=Subject.POTENTIAL, experts=("甲", "乙"), **settings):
    return weightings.start_weighting(
        subject=subject, method=method, name="2026 秋季", outsiders=experts, by=BY, **settings
    )


def reply_of(weighting, name):
    return replies.reply_in_open_round(expert=weighting.experts.get(name=name))


def gives(weighting, name, points, group=0):
    """Hand in these points for the items of one group, in their order."""
    reply, asked = reply_of(weighting, name), asked_groups(weighting)[group]
    items = zip(asked.items, points, strict=True)
    replies.weigh(reply=reply, group=asked, points={item.key: D(given) for item, given in items})
    replies.hand_in(reply=reply)


def compares(weighting, name, answers):
    """Keep comparisons {(i, j): answer} of the first group; the others get `otherwise`."""
    reply, asked = reply_of(weighting, name), asked_groups(weighting)[0]
    for (i, j), answer in answers.items():
        first, second = asked.items[i].key, asked.items[j].key
        replies.compare(reply=reply, group=asked, first=first, second=second, answer=answer)
    return reply


def alike(weighting, answer=0):
    return {pair: answer for pair in asked_groups(weighting)[0].pairs}


def decided(points=(50, 10, 10, 10, 10, 10)):
    one = start()
    for name in ("甲", "乙"):
        gives(one, name, points)
    rounds.close_round(weighting=one, by=BY)
    return weightings.agree(weighting=one, on=business_date(), by=BY)


def test_a_new_hotel_weighs_equally_and_says_so():
    weights = current_weights(business_date())
    assert len(weights.criteria) == 5
    assert len(weights.indicators) == 24
    assert sum(weights.criteria.values()) == 1
    assert sum(weights.importance(one) for one in weights.indicators) == 1
    one = Weighting.objects.get(pk=weights.weighting_id)
    assert (one.method, one.status, one.title) == (Method.EQUAL, Status.IN_FORCE, "equal weights")


def test_days_before_the_first_weighting_have_the_first():
    today = business_date()
    assert current_weights(today - timedelta(days=900)) == current_weights(today)


def test_the_database_refuses_siblings_that_do_not_sum_to_one():
    one = Weighting.objects.create(subject=Subject.POTENTIAL, version=9, method=Method.DELPHI, name="x")
    shares = (("a", D("0.5")), ("b", D("0.4")))
    Weight.objects.bulk_create(Weight(weighting=one, item=key, weight=share) for key, share in shares)
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=r"sum to 0\.9"):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_weight_once_written_is_never_changed():
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Weight.objects.update(weight=0)


def test_experts_who_agree_decide_by_their_mean():
    one = start()
    gives(one, "甲", (50, 10, 10, 10, 10, 10))
    gives(one, "乙", (60, 10, 10, 10, 5, 5))
    closed = rounds.close_round(weighting=one, by=BY)
    figures = closed.outcome["groups"][""]
    assert not figures["agreed"], "5 against 10 of a hundred is 0.47"
    assert figures["items"]["motive"]["median"] == pytest.approx(0.55)
    with pytest.raises(HotelError, match="do not agree"):
        weightings.agree(weighting=one, on=business_date(), by=BY)
    weightings.open_round(weighting=one, by=BY)
    gives(one, "乙", (60, 10, 8, 8, 7, 7))
    replies.hand_in(reply=reply_of(one, "甲"))  # stays with what he said, which his new sheet begins with
    rounds.close_round(weighting=one, by=BY)
    weightings.agree(weighting=one, on=business_date(), by=BY)
    weights = dict(one.weights.values_list("item", "weight"))
    assert weights["motive"] == D("0.55")
    assert sum(weights.values()) == 1
    assert one.status == Status.AGREED


def test_one_expert_alone_agrees_with_nobody():
    one = start()
    gives(one, "甲", (50, 10, 10, 10, 10, 10))
    reply_of(one, "乙")  # has begun, not handed in
    with pytest.raises(HotelError, match=r"Handed in: 1\. At least 2"):
        rounds.close_round(weighting=one, by=BY)


def test_a_sheet_that_contradicts_itself_is_refused_naming_the_judgement():
    one = start(Method.AHP)
    # 32 : 16 : 8 : 4 : 2 : 1 but for the first against the last, which is turned round
    steps = {(i, j): min(8, 2 ** (j - i) - 1) for i, j in asked_groups(one)[0].pairs}
    reply = compares(one, "甲", steps | {(0, 5): -7})
    with pytest.raises(HotelError, match="consistency ratio is") as refused:
        replies.hand_in(reply=reply)
    assert "“Satisfaction is 8 times as important as Motive of stay”" in str(refused.value)
    assert "“Motive of stay is 9 times as important as Satisfaction” would fit" in str(refused.value)
    compares(one, "甲", {(0, 5): 8})
    replies.hand_in(reply=reply)
    rounds.close_round(weighting=one, by=BY)
    weightings.agree(weighting=one, on=business_date(), by=BY)
    shares = list(one.weights.order_by("pk").values_list("weight", flat=True))
    assert shares == sorted(shares, reverse=True)


def test_an_incomplete_sheet_is_not_handed_in():
    one = start(Method.PAIRED)
    reply = compares(one, "甲", {(0, 1): 3})
    with pytest.raises(HotelError, match="14 missing"):
        replies.hand_in(reply=reply)


def test_paired_comparison_counts_the_points_of_all():
    one = start(Method.PAIRED)
    replies.hand_in(reply=compares(one, "甲", alike(one, 2) | {(0, 1): 4}))
    replies.hand_in(reply=compares(one, "乙", alike(one, 2)))
    rounds.close_round(weighting=one, by=BY)
    weightings.agree(weighting=one, on=business_date(), by=BY)
    assert one.weights.get(item="motive").weight == D("0.183333")  # 22 of 120
    assert one.weights.get(item="industry").weight == D("0.15")


def test_delphi_over_ahp_asks_again_until_the_experts_agree():
    one = start(Method.AHP_DELPHI)
    replies.hand_in(reply=compares(one, "甲", alike(one)))
    first_is_all = {pair: 8 if pair[0] == 0 else 0 for pair in asked_groups(one)[0].pairs}
    replies.hand_in(reply=compares(one, "乙", first_is_all))
    assert not rounds.close_round(weighting=one, by=BY).is_agreed
    weightings.open_round(weighting=one, by=BY)
    replies.hand_in(reply=reply_of(one, "甲"))
    replies.hand_in(reply=compares(one, "乙", alike(one)))
    assert rounds.close_round(weighting=one, by=BY).is_agreed


def test_what_is_changed_after_handing_in_is_handed_in_again():
    one = start()
    gives(one, "甲", (50, 10, 10, 10, 10, 10))
    asked = asked_groups(one)[0]
    replies.weigh(reply=reply_of(one, "甲"), group=asked, points={i.key: D(1) for i in asked.items})
    assert reply_of(one, "甲").handed_in_at is None


@pytest.mark.parametrize("points", [("101", 1, 1, 1, 1, 1), ("-1", 1, 1, 1, 1, 1), (0, 0, 0, 0, 0, 0)])
def test_points_out_of_bounds_are_not_kept(points):
    with pytest.raises(HotelError, match=r"points|between"):
        gives(start(), "甲", points)


def test_a_closed_round_takes_nothing_more():
    one = start()
    reply = reply_of(one, "甲")
    for name in ("甲", "乙"):
        gives(one, name, (50, 10, 10, 10, 10, 10))
    rounds.close_round(weighting=one, by=BY)
    asked = asked_groups(one)[0]
    with pytest.raises(HotelError, match="closed meanwhile"):
        replies.weigh(reply=reply, group=asked, points={i.key: D(1) for i in asked.items})


def test_a_weighting_needs_an_expert_and_a_name():
    with pytest.raises(HotelError, match="at least one expert"):
        start(experts=())
    with pytest.raises(HotelError):
        weightings.start_weighting(
            subject=Subject.POTENTIAL, method=Method.DELPHI, name=" ", outsiders=["甲"], by=BY
        )
    assert not Weighting.objects.filter(created_by=BY).exists()


def test_a_link_opens_for_one_expert_until_it_is_renewed():
    one = start()
    expert = one.experts.get(name="甲")
    token = link_token(expert)
    assert expert_of(token) == expert
    assert expert_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    weightings.renew_link(expert=expert)
    assert expert_of(token) is None
    assert expert_of(link_token(expert)) == expert


def test_a_colleague_is_asked_once_and_needs_no_link():
    one = start()
    user = UserFactory(first_name="晓明")
    weightings.invite(weighting=one, colleagues=[user, user], by=BY)
    weightings.invite(weighting=one, colleagues=[user], outsiders=["甲"], by=BY)
    assert one.experts.count() == 3
    assert expert_of(link_token(one.experts.get(user=user))) is None


def test_putting_in_force_retires_the_old_and_taking_back_brings_it_again():
    today, equal = business_date(), Weighting.objects.get(subject=Subject.POTENTIAL)
    first, second = decided(), decided((20, 20, 20, 20, 10, 10))
    for one in (first, second):
        force.put_in_force(weighting=one, on=today, by=BY, why="会议决定")
    with pytest.raises(HotelError, match="in force already"):
        force.put_in_force(weighting=second, on=today, by=BY)
    assert parameters_on(today).weights["motive"] == "20"
    force.roll_back(weighting=second, on=today, by=BY)
    assert parameters_on(today).weights["motive"] == "50"
    assert force.earlier_of(first) == equal
    first.refresh_from_db()
    force.roll_back(weighting=first, on=today, by=BY)
    equal.refresh_from_db()
    assert equal.status == Status.IN_FORCE
    assert len(set(parameters_on(today).weights.values())) == 1
    with pytest.raises(HotelError, match="Nothing was in force before"):
        force.roll_back(weighting=equal, on=today, by=BY)
    assert InForce.objects.count() == 2 + 4, "nothing is forgotten"


def test_weights_of_the_value_page_changed_by_hand_are_noticed_and_can_be_set_back():
    today, one = business_date(), decided()
    force.put_in_force(weighting=one, on=today, by=BY)
    assert not force.changed_by_hand(one, today)
    change_parameters(settings={"weights": {"motive": "1"}}, valid_from=today, note="", by="wang")
    assert force.changed_by_hand(one, today)
    force.put_in_force(weighting=one, on=today, by=BY)
    assert parameters_on(today).weights["motive"] == "50"
    assert ValueParameters.objects.filter(note__contains="2026 秋季").count() == 2


def test_only_what_is_decided_can_be_in_force():
    with pytest.raises(HotelError, match="Only a weighting that is decided"):
        force.put_in_force(weighting=start(), on=business_date(), by=BY)


def publish_next(change):
    """A second version of the system, as it is but for `change(draft)`."""
    old = IndicatorSystem.objects.get(status="published")
    draft = IndicatorSystem.objects.create(version=2, name_zh="新", name_en="new")
    for criterion in old.criteria.all():
        new = Criterion.objects.create(
            system=draft, key=criterion.key, name_zh="新", name_en="new", position=criterion.position
        )
        for one in criterion.indicators.all():
            Indicator.objects.create(
                system=draft,
                criterion=new,
                key=one.key,
                name_zh="新",
                name_en="new",
                department=one.department,
            )
    change(draft)
    IndicatorSystem.objects.filter(pk=old.pk).update(status="retired")
    draft.status, draft.published_at = "published", "2026-11-01T00:00:00Z"
    draft.save()
    return old, draft


def test_a_new_version_of_the_system_keeps_the_weights_of_groups_that_are_the_same():
    one = start(Method.DELPHI, Subject.SATISFACTION)
    for name in ("甲", "乙"):
        reply = reply_of(one, name)
        for group in asked_groups(one):
            points = {item.key: D(100 if at == 0 else 10) for at, item in enumerate(group.items)}
            replies.weigh(reply=reply, group=group, points=points)
        replies.hand_in(reply=reply)
    rounds.close_round(weighting=one, by=BY)
    weightings.agree(weighting=one, on=business_date(), by=BY)
    force.put_in_force(weighting=one, on=business_date(), by=BY)
    old, new = publish_next(lambda draft: draft.indicators.filter(key="location").delete())
    before = current_weights(business_date(), system_id=old.pk)
    after = current_weights(business_date())
    assert (after.system_id, before.weighting_id) == (new.pk, one.pk)
    assert sorted(after.criteria.values()) == sorted(before.criteria.values())
    inside = {i.key: after.indicators[i.pk] for i in new.indicators.filter(criterion__key="environment")}
    assert inside == {"traffic": D("0.5"), "building": D("0.5")}
    assert Weighting.objects.get(pk=after.weighting_id).method == Method.CARRIED
    found = {row.label: row for row in differences(one, Weighting.objects.get(pk=after.weighting_id))}
    assert found["Location"].second is None


def test_every_line_of_a_weighting_is_shown_and_the_lowest_level_is_the_whole():
    one = Weighting.objects.get(subject=Subject.SATISFACTION)
    lines = lines_of(one)
    assert len(lines) == 5 + 24
    assert sum(line.importance for line in lines if not line.is_top) == 1
    assert [group.key for group in groups_of(one)][:2] == ["", "environment"]

"""Members, redemption, notices and rules as people use them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.dates import business_date
from guests.query.registry import condition_named
from guests.services.documents import keep_document
from guests.timeline import sources, timeline
from loyalty.choices import Ladder, NoticeKind
from loyalty.models import LadderRules, ManualEntry, Membership, Notice, Redemption, Reward, Tier
from loyalty.selectors.accounts import balance
from loyalty.services.classes import classify
from loyalty.services.expiry import announce_expiry
from reservations.choices import StayStatus
from reservations.models import Charge
from tests.factories import GuestFactory, RoomFactory, StayFactory
from tests.loyalty.programme import give, member, stayed
from tests.night_job import NightJob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limit(settings):
    settings.POINTS_MANUAL_LIMIT = 1000


def act(client, guest, deed, **data):
    return client.post(reverse("loyalty:act", args=[guest.number, deed]), data, follow=True)


def page_of(client, guest):
    return client.get(reverse("loyalty:guest", args=[guest.number]))


def test_a_guest_joins_at_the_desk_and_is_found_by_his_number(signed_in):
    client, guest = signed_in("front_desk"), GuestFactory(name="王晓明")
    assert "王晓明" in act(client, guest, "enrol", number="").content.decode()
    number = type(guest).objects.get(pk=guest.pk).membership_number
    assert Membership.objects.get(guest=guest).enrolled_by == client.user
    found = client.post(reverse("search"), {"q": number.lower()}, follow=True)
    assert "王晓明" in found.content.decode()
    assert number in client.get(reverse("loyalty:members")).content.decode()


def test_a_form_sent_twice_is_redeemed_once_and_a_rebate_stands_on_the_folio(signed_in):
    client, guest = signed_in("front_desk"), member()
    give(guest, 900)
    stay = StayFactory(guest=guest, status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    reward = Reward.objects.create(
        code="r", name_zh="抵扣", name_en="Rebate", kind="rebate", points=400, value=50, stock=3
    )
    key = page_of(client, guest).context["redeem_form"].initial["key"]
    for _twice in range(2):
        act(client, guest, "redeem", key=key, reward=reward.pk, quantity=1)
    made = Redemption.objects.get()
    assert (balance(guest), made.stay, made.given_by) == (500, stay, client.user)
    assert list(Charge.objects.values_list("amount", flat=True)) == [-50]
    assert guest.display_name in client.get(reverse("loyalty:redemptions")).content.decode()
    client.post(reverse("loyalty:cancel", args=[made.pk]))
    reward.refresh_from_db()
    assert (balance(guest), reward.stock) == (900, 3)
    assert sum(Charge.objects.values_list("amount", flat=True)) == 0
    refused = act(client, guest, "redeem", key="1" * 32, reward=reward.pk, quantity=3)
    assert "900" in refused.content.decode()
    assert Redemption.objects.count() == 1


def test_points_above_the_limit_wait_for_a_second_person_also_when_they_are_split(signed_in, user_of, client):
    guest, desk = member(), signed_in("front_desk")
    act(desk, guest, "points", points=600, reason="生日")
    act(desk, guest, "points", points=600, reason="生日")
    waiting = ManualEntry.objects.get(status="waiting")
    assert balance(guest) == 600
    decide = reverse("loyalty:decide_entry", args=[waiting.pk, "approve"])
    desk.post(decide)
    assert balance(guest) == 600
    manager = user_of("management")
    client.force_login(manager)
    client.post(decide)
    assert balance(guest) == 1200
    waiting.refresh_from_db()
    assert waiting.transaction.approved_by == manager


@pytest.mark.parametrize("known_by", ["link", "phone", "email", "document"])
def test_nobody_gives_to_himself_whatever_he_is_known_by(signed_in, known_by):
    guest = member(phones=("13800001234",), emails=("me@example.com",))
    keep_document(guest=guest, type="id_card", number="430102199001011234", country="CN")
    client = signed_in("management")
    known = {"link": ("guest_number", guest.number), "phone": ("phone", "138 0000 1234"),
             "email": ("email", "Me@Example.com"), "document": ("document", "430102199001011234")}  # fmt: skip
    field, said = known[known_by]
    form = {"user": client.user.pk, "phone": "", "email": "", "guest_number": "", "document": ""} | {
        field: said
    }
    client.post(reverse("loyalty:staff"), form)
    act(client, guest, "points", points=100, reason="-")
    vip = Tier.objects.get(code="vip_member")
    act(client, guest, "lock", floor=vip.pk, reason="-")
    assert (balance(guest), Membership.objects.get().floor) == (0, None)


def test_a_member_is_told_once_by_whoever_sees_him_first(signed_in):
    client, guest = signed_in("front_desk"), member()
    give(guest, 300)
    announce_expiry(on=guest.points_accounts.get(kind="guest").entries.get().expires_on - timedelta(days=30))
    notice = Notice.objects.get(kind=NoticeKind.POINTS_EXPIRING)
    words = client.get(reverse("loyalty:notices"), {"open": "true"}).content.decode()
    assert guest.display_name in words
    told = reverse("loyalty:told", args=[notice.pk])
    assert told in page_of(client, guest).content.decode()
    client.post(told)
    client.post(told)
    notice.refresh_from_db()
    assert notice.told_by == client.user
    assert told not in page_of(client, guest).content.decode()


def test_the_editor_of_rules_says_whom_they_would_move_before_they_are_saved(signed_in):
    client, guest = signed_in("management"), member()
    stayed(guest, 100, departure=business_date())
    address = reverse("loyalty:rules", args=[Ladder.TIER])
    rule = {
        "rule-TOTAL_FORMS": 1, "rule-INITIAL_FORMS": 0, "rule-0-target": "member", "rule-0-combine": "all",
        "rule-0-metric_0": "stays", "rule-0-at_least_0": "1", "rule-0-window_0": "30", "note": "开业",
        "rate_plans": "COMP，house_use",
    }  # fmt: skip
    tried = client.post(address, rule | {"try": "1"})
    assert [(move.count, list(move.named)) for move in tried.context["moves"]] == [(1, [guest])]
    assert not LadderRules.objects.exists()
    client.post(address, rule | {"save": "1"})
    version = LadderRules.objects.get()
    assert version.document == [
        {
            "target": "member",
            "combine": "all",
            "conditions": [{"metric": "stays", "at_least": "1", "window": 30}],
        }
    ]
    assert version.uncounted == {"channels": [], "rate_plans": ["comp", "house_use"]}
    assert "comp, house_use" in client.get(address).text


def test_the_page_of_tiers_counts_every_tier_by_its_name(signed_in):
    member()
    page = signed_in("management").get(reverse("loyalty:overview"))
    counts = {row["tier"].code: row["members"] for row in page.context["counts"]}
    assert counts == {"none": 1, "member": 0, "vip_member": 0}


def test_tier_points_and_class_are_conditions_and_stand_in_the_timeline():
    guest, other = member(), stayed(GuestFactory(), 10).guest
    give(guest, 300)
    classify(NightJob(), on=business_date())
    asked = {
        "tier.is": (("none",), guest),
        "tier.member": (None, guest),
        "tier.points": ((200, None), guest),
        "tier.expiring": ((business_date(), None), guest),
        "class.is": (("new",), other),
    }
    for key, (value, found) in asked.items():
        built = condition_named(key).build(type("Asked", (), {"value": value}))
        assert [row[0] for row in built.values_list(*built.query.values_select or ["guest"])] == [found.pk], (
            key
        )
    chosen = [source for source in sources() if source.key in ("tier", "points")]
    entries, _then = timeline(guest, chosen, limit=10)
    assert {entry.kind for entry in entries} == {"tier", "points"}

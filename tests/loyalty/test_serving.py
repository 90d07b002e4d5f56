"""Services by standard, given on a stay in two taps, and what giving came to."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from common.errors import HotelError
from feedback.care_choices import RecoveryStatus, RecoveryTool
from loyalty.choices import GuestClass, RewardKind
from loyalty.exceptions import ForHimself
from loyalty.giving_choices import Entitlement, Standard
from loyalty.matrix import standard_of
from loyalty.models import (
    InvestmentNight,
    Membership,
    Reward,
    Service,
    ServiceClass,
    ServiceGiven,
    StaffGuest,
    Tier,
)
from loyalty.selectors.investment import by_tier, invested_in
from loyalty.selectors.serving import matrix, servable, standard_of_guest
from loyalty.services.investing import add_up_investment
from loyalty.services.redeeming import redeem
from loyalty.services.serving import give_service, withdraw_service
from reservations.choices import StayStatus
from reservations.models import Charge
from tests.care_factories import ComplaintFactory, RecoveryFactory
from tests.factories import DAY, GuestFactory, RoomFactory, StayFactory, UserFactory
from tests.loyalty.programme import NOON, give, member, stayed

pytestmark = pytest.mark.django_db


def in_house(guest=None):
    return StayFactory(guest=guest or GuestFactory(), status=StayStatus.IN_HOUSE, line__room=RoomFactory())


def serve(stay, code, **kwargs):
    known = {"by": UserFactory(), "on": DAY, "at": NOON, "key": uuid4()} | kwargs
    return give_service(stay=stay, service=Service.objects.get(code=code), **known)


def of_tier(order):
    guest = member()
    Membership.objects.filter(guest=guest).update(tier=Tier.objects.get(order=order))
    return guest


def test_the_delivered_matrix_is_the_hotels_table():
    given, asked, none = Entitlement
    assert {row.service.code: row.cells for row in matrix()} == {
        "basic": (given, given, given, given),
        "baby_sitting": (asked, asked, given, given),
        "internet": (asked, asked, given, given),
        "safe": (asked, asked, given, given),
        "member": (none, none, given, given),
        "personal": (none, none, none, given),
    }


@pytest.mark.parametrize(
    ("guest_class", "tier_order", "standard"),
    [
        ("", None, Standard.NEW),
        (GuestClass.NEW, 0, Standard.NEW),
        (GuestClass.REGULAR, None, Standard.REGULAR),
        (GuestClass.BUSINESS, 0, Standard.REGULAR),
        (GuestClass.BUSINESS, 1, Standard.MEMBER),
        ("", 1, Standard.MEMBER),
        (GuestClass.BUSINESS, 2, Standard.VIP_MEMBER),
        (GuestClass.VIP, None, Standard.VIP_MEMBER),
    ],
)
def test_of_class_and_tier_the_better_one_decides_on_the_standard(guest_class, tier_order, standard):
    assert standard_of(guest_class, tier_order) == standard


def test_the_standard_of_a_guest_follows_his_class_and_tier():
    guest = of_tier(1)
    assert standard_of_guest(guest) == Standard.MEMBER
    ServiceClass.objects.create(guest=guest, guest_class="vip", since=DAY, why="vip", stays=0, spend=0)
    assert standard_of_guest(guest) == Standard.VIP_MEMBER
    assert standard_of_guest(GuestFactory()) == Standard.NEW


def test_on_request_it_is_paid_for_on_the_folio_and_taken_back_from_it():
    stay = in_house()
    given = serve(stay, "baby_sitting", quantity=2)
    assert (given.entitlement, given.cost, given.price, given.is_posted) == ("on_request", 80, 160, True)
    stay.refresh_from_db()
    assert stay.spend == 160
    withdraw_service(given=given, by=UserFactory(), at=NOON)
    withdraw_service(given=given, by=UserFactory(), at=NOON)
    stay.refresh_from_db()
    assert (stay.spend, Charge.objects.filter(stay=stay).count()) == (0, 2)


def test_a_member_gets_it_given_and_asked_twice_by_one_form_once():
    stay, key = in_house(of_tier(1)), uuid4()
    first, again = serve(stay, "baby_sitting", key=key), serve(stay, "baby_sitting", key=key)
    assert (first, first.price, first.is_posted) == (again, 0, False)
    assert not Charge.objects.filter(stay=stay).exists()


def test_what_is_not_for_his_standard_is_refused_or_given_out_of_goodwill():
    stay = in_house()
    with pytest.raises(HotelError):
        serve(stay, "personal")
    assert not ServiceGiven.objects.exists()
    assert serve(stay, "personal", is_free=True).entitlement == Entitlement.NONE


def test_nobody_gives_goodwill_to_himself_and_nobody_who_is_not_there_is_served():
    user, stay = UserFactory(), in_house()
    StaffGuest.objects.create(user=user, guest=stay.guest)
    with pytest.raises(ForHimself):
        serve(stay, "personal", by=user, is_free=True)
    with pytest.raises(HotelError):
        serve(StayFactory(), "basic")
    assert [each.is_for_him for each in servable(Standard.NEW)] == [True] * 4 + [False] * 2


def test_two_taps_on_the_page_write_it_down(signed_in):
    stay = in_house(of_tier(2))
    client = signed_in("rooms")
    path = reverse("loyalty:serve", args=[stay.guest.number])
    page = client.get(path)
    (each, key), *_rest = page.context["services"]
    sent = {"service": each.service.pk, "key": str(key), "quantity": "1"}
    for _twice in range(2):
        client.post(path, sent)
    given = ServiceGiven.objects.get()
    assert (given.service, given.given_by, given.stay) == (each.service, client.user, stay)
    client.post(reverse("loyalty:withdraw", args=[given.pk]))
    assert list(client.get(path).context["given"]) == []


def test_the_page_of_a_service_changes_its_row_of_the_matrix(signed_in):
    service = Service.objects.get(code="safe")
    path = reverse("loyalty:service", args=[service.pk])
    client = signed_in("crm_centre")
    said = {name: field.value() for name, field in ((f.name, f) for f in client.get(path).context["form"])}
    answer = client.post(path, {**said, "is_active": "on", "for_new": "none", "price": "15"})
    assert answer.status_code == 302
    row = next(row for row in matrix() if row.service == service)
    assert (row.cells[0], row.service.price) == (Entitlement.NONE, 15)
    assert signed_in("front_desk").post(path, said).status_code == 403


def invested_guest():
    """Service 40, compensation 300 and 50 in points (not counted), points redeemed 96; stays before and since."""
    guest = of_tier(1)
    stayed(guest, 1000, departure=DAY - timedelta(days=400))
    stay = in_house(guest)
    serve(stay, "baby_sitting")
    complaint = ComplaintFactory(guest=guest)
    for tool, cost in ((RecoveryTool.DISCOUNT, 300), (RecoveryTool.POINTS, 50)):
        RecoveryFactory(complaint=complaint, tool=tool, cost=cost, status=RecoveryStatus.GIVEN, done_at=NOON)
    RecoveryFactory(complaint=complaint, cost=999, status=RecoveryStatus.REFUSED)
    give(guest, 100)
    meal = Reward.objects.create(
        code="m", name_zh="餐", name_en="Meal", kind=RewardKind.MEAL, points=100, value=96
    )
    redeem(guest=guest, reward=meal, quantity=1, by=UserFactory(), on=DAY, at=NOON, key=uuid4())
    stayed(guest, 2000, departure=DAY + timedelta(days=30))
    return guest


def test_what_was_invested_in_a_guest_and_what_came_back_since():
    found = invested_in(invested_guest())
    assert {part.kind: part.amount for part in found.parts} == {
        "services": 40,
        "compensation": 300,
        "points": 96,
    }
    assert (found.since, found.invested, found.revenue, found.left) == (DAY, 436, 2000, 1564)
    nothing = invested_in(GuestFactory())
    assert (nothing.since, nothing.invested, nothing.revenue) == (None, 0, 0)


def test_the_night_adds_it_up_by_tier_as_it_is_shown_of_each_guest(client, signed_in):
    one = invested_in(invested_guest())
    stranger = in_house()
    serve(stranger, "baby_sitting")  # he paid for it: nothing was put in
    serve(in_house(), "personal", is_free=True)
    for _twice in range(2):
        add_up_investment(on=DAY, at=NOON)
    rows = {row.name: row for row in by_tier(InvestmentNight.objects.get(), "none")}
    tier = rows[Tier.objects.get(order=1).name]
    assert (tier.guests, tier.invested, tier.revenue) == (1, one.invested, one.revenue)
    assert (rows["none"].guests, rows["none"].invested, rows["none"].times) == (1, Decimal(60), 0)
    page = signed_in("finance").get(reverse("loyalty:investment"))
    assert page.status_code == 200
    assert "436" in page.content.decode()

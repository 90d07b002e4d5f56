"""Offers are computed, explained, withheld where they must be, recorded with the booking; held rooms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import HotelError
from guests.choices import AlertKind
from guests.models import Alert
from loyalty.exceptions import ForHimself
from loyalty.giving_choices import OfferKind
from loyalty.models import (
    Campaign,
    Coupon,
    FavouriteRoom,
    ForbiddenPair,
    Membership,
    OfferTaken,
    StaffGuest,
    Tier,
)
from loyalty.offers import Asked, Candidate, Terms, choose, obstacle_of, rate_with
from loyalty.selectors.offers import offering
from loyalty.services.investing import remember_rooms
from loyalty.services.offering import take_offer, take_offer_back
from reservations.choices import Status
from reservations.models import Reservation, RoomType
from reservations.selectors.proposals import proposals_for
from tests.care_factories import ComplaintFactory
from tests.factories import (
    DAY,
    AccountFactory,
    GuestFactory,
    LineFactory,
    RoomFactory,
    RoomTypeFactory,
    StayFactory,
    UserFactory,
)
from tests.loyalty.programme import NOON, member, stayed

ASKED = Asked(DAY, DAY + timedelta(days=2), "standard", Decimal(300))
NOTHING: frozenset = frozenset()


def part(kind, percent=0, amount=0, **kwargs):
    key = f"{kind}:{percent}:{amount}"
    return Candidate(kind, key, key, "", Decimal(percent), Decimal(amount), **kwargs)


def of_tier(order, **kwargs):
    guest = member(**kwargs)
    Membership.objects.filter(guest=guest).update(tier=Tier.objects.get(order=order))
    return guest


def campaign(code="summer", percent=15, **kwargs):
    terms = {"valid_from": DAY, "valid_until": DAY + timedelta(days=30)} | kwargs
    return Campaign.objects.create(code=code, name_zh=code, name_en=code, percent=percent, **terms)


def coupon(code="HELLO", uses=1, guest=None, **kwargs):
    of = campaign(f"of-{code}".lower(), needs_coupon=True, **kwargs)
    return Coupon.objects.create(campaign=of, code=code, uses=uses, guest=guest)


def booked(guest, nights=2, rate=300, **kwargs):
    """A booking of one room at its full rate, with an expected stay."""
    kind = RoomTypeFactory(base_rate=rate)
    known = {
        "line__room_type": kind,
        "line__amount": rate * nights,
        "departure": DAY + timedelta(days=nights),
    }
    stay = StayFactory(guest=guest, **known, **kwargs)
    stay.line.nights_sold.bulk_create(
        stay.line.nights_sold.model(line=stay.line, date=DAY + timedelta(days=n), amount=rate)
        for n in range(nights)
    )
    return stay.line.reservation


def take(reservation, code="", by=None):
    return take_offer(reservation=reservation, by=by or UserFactory(), on=DAY, at=NOON, code=code)


def amount_of(reservation):
    return reservation.lines.get().amount


# --- Pure --------------------------------------------------------------------------------------------------
def test_the_cheapest_allowed_combination_is_chosen_and_every_other_says_why_not():
    tier, contract, code = part("tier", 10), part("contract", 20), part("coupon", amount=50)
    ended = part("campaign", 50, obstacle="over")
    apart = frozenset([frozenset(("tier", "contract")), frozenset(("contract", "coupon"))])
    choice = choose([tier, contract, code, ended], apart, Decimal(300))
    assert (choice.chosen, choice.rate, choice.saving) == ((tier, code), 220, 80)
    why = {each.kind: words for each, words in choice.rejected}
    assert why["campaign"] == "over"
    assert tier.name in why["contract"] or code.name in why["contract"]


def test_of_one_kind_one_is_given_and_what_reduces_nothing_is_left_out():
    better, worse, free = part("campaign", 20), part("campaign", 10), part("tier", 0)
    choice = choose([worse, better, free], NOTHING, Decimal(100))
    assert (choice.chosen, choice.rate) == ((better,), 80)
    assert len(choice.rejected) == 2
    assert choose([], NOTHING, Decimal(100)).chosen == ()


KINDS = st.sampled_from(list(OfferKind))
PARTS = st.lists(
    st.builds(part, KINDS, st.integers(0, 100), st.integers(0, 400)),
    max_size=6,
    unique_by=lambda each: each.key,
)
PAIRS = st.frozensets(st.frozensets(KINDS, min_size=2, max_size=2))


@settings(max_examples=150, deadline=None)
@given(PARTS, PAIRS, st.integers(0, 1000))
def test_whatever_is_offered_no_rule_is_broken_and_nobody_pays_more_or_gets_money(parts, apart, rate):
    choice = choose(parts, apart, Decimal(rate))
    kinds = [each.kind for each in choice.chosen]
    assert len(kinds) == len(set(kinds))
    assert not any(frozenset((one, other)) in apart for one in kinds for other in kinds)
    assert 0 <= choice.rate <= rate
    assert len(choice.chosen) + len(choice.rejected) == len(parts)
    assert all(why for _each, why in choice.rejected)
    assert all(choice.rate <= rate_with([each], Decimal(rate)) for each in parts)


@pytest.mark.parametrize(
    ("terms", "is_good"),
    [
        ({}, True),
        ({"valid_until": DAY - timedelta(days=1)}, False),
        ({"valid_from": DAY + timedelta(days=1)}, False),
        ({"room_classes": ("luxury",)}, False),
        ({"room_classes": ("luxury", "standard")}, True),
        ({"minimum_nights": 3}, False),
        ({"minimum_nights": 2}, True),
        ({"left": 0}, False),
        ({"left": 1}, True),
    ],
)
def test_terms_hold_for_arrivals_classes_nights_and_stock(terms, is_good):
    known = {"valid_from": DAY, "valid_until": DAY} | terms
    assert (obstacle_of(Terms(**known), ASKED) == "") is is_good


# --- Of a guest ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_member_gets_his_tier_the_company_its_contract_and_the_better_one_counts():
    guest, account = of_tier(1), AccountFactory(discount_percent=Decimal(25))
    choice = offering(guest, ASKED, on=DAY, account=account).choice
    assert ([each.kind for each in choice.chosen], choice.rate) == (["contract"], 225)
    account.valid_until = DAY - timedelta(days=1)
    choice = offering(guest, ASKED, on=DAY, account=account).choice
    assert ([each.kind for each in choice.chosen], choice.rate) == (["tier"], 270)
    assert [each.kind for each, _why in choice.rejected] == ["contract"]


@pytest.mark.django_db
def test_tier_and_coupon_go_together_until_the_hotel_forbids_it():
    guest = of_tier(2)
    coupon(percent=10)
    assert offering(guest, ASKED, on=DAY, code="hello").choice.rate == 216
    ForbiddenPair.objects.create(first="coupon", second="tier")
    choice = offering(guest, ASKED, on=DAY, code="hello").choice
    assert ([each.kind for each in choice.chosen], choice.rate) == (["tier"], 240)


@pytest.mark.django_db
def test_a_code_that_is_none_anothers_or_used_up_says_so():
    coupon("MINE", guest=GuestFactory())
    coupon("GONE")
    Coupon.objects.filter(code="GONE").update(used=1)
    guest = GuestFactory()
    for code in ("NONE", "MINE", "GONE"):
        choice = offering(guest, ASKED, on=DAY, code=code).choice
        assert not choice.chosen
        assert len(choice.rejected) == 1


@pytest.mark.django_db
def test_nothing_is_offered_while_a_complaint_is_open_and_the_blacklist_warns_with_reason_and_whom_to_call():
    guest = of_tier(2)
    complaint = ComplaintFactory(guest=guest)
    found = offering(guest, ASKED, on=DAY)
    assert found.choice is None
    assert complaint.number in found.withheld
    boss = UserFactory(first_name="Li", last_name="Ming")
    Alert.objects.create(
        guest=guest, kind=AlertKind.BLACKLIST, reason="Left without paying", stops_screen=True, starts_on=DAY,
        ends_on=DAY + timedelta(days=90), approved_by=boss,
    )  # fmt: skip
    found = offering(guest, ASKED, on=DAY)
    assert (found.choice, found.warning.reason, found.warning.approver) == (
        None,
        "Left without paying",
        "Li Ming",
    )
    assert found.warning.call_phone
    with pytest.raises(HotelError):
        take(booked(guest))


# --- Taken ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_taking_reprices_the_room_records_why_and_uses_the_coupon_up_once():
    guest = of_tier(1)
    code, reservation, by = coupon(percent=10), booked(guest), UserFactory()
    taken = take(reservation, "hello", by)
    assert take(reservation, "hello") == taken
    code.refresh_from_db()
    assert (code.used, amount_of(reservation)) == (1, 486)
    assert (taken.full_price, taken.price, taken.saving, taken.taken_by, taken.coupon) == (
        600,
        486,
        114,
        by,
        code,
    )
    assert {each["kind"] for each in taken.parts} == {"tier", "coupon"}
    assert all(each["reason"] for each in taken.parts)
    with pytest.raises(HotelError):
        take(booked(guest), "hello")
    take_offer_back(taken=taken, on=DAY)
    take_offer_back(taken=taken, on=DAY)
    code.refresh_from_db()
    assert (code.used, amount_of(reservation), OfferTaken.objects.count()) == (0, 600, 0)


@pytest.mark.django_db
def test_a_rate_agreed_before_that_is_lower_stays():
    reservation = booked(of_tier(1))
    reservation.lines.update(amount=500)
    with pytest.raises(HotelError, match="540"):
        take(reservation)
    assert amount_of(reservation) == 500


@pytest.mark.django_db
def test_a_campaign_ends_with_its_stock_and_staff_take_none_for_themselves():
    running = campaign(stock=1)
    take(booked(GuestFactory()))
    running.refresh_from_db()
    assert running.taken == 1
    with pytest.raises(HotelError):
        take(booked(GuestFactory()))
    guest, user = of_tier(1), UserFactory()
    StaffGuest.objects.create(user=user, guest=guest)
    with pytest.raises(ForHimself):
        take(booked(guest), by=user)


def test_of_many_bookings_at_once_one_gets_the_last_coupon(house):
    from tests.loyalty.test_at_once import AT_ONCE, Crowd  # its threads and gates

    coupon(percent=10)
    waiting = [booked(GuestFactory()) for _each in range(AT_ONCE)]
    with Crowd() as crowd:
        answers = crowd.all(lambda: take(waiting.pop(), "hello"))
    assert sum(isinstance(answer, OfferTaken) for answer in answers) == 1, answers
    # Who waited too long for the row is refused by the database.
    refused = [answer for answer in answers if isinstance(answer, (HotelError, OperationalError))]
    assert len(refused) == AT_ONCE - 1, answers
    assert Coupon.objects.get().used == OfferTaken.objects.count() == 1


@pytest.mark.django_db
def test_booking_with_the_offer_takes_it_and_without_it_costs_the_full_rate(signed_in):
    guest, kind = of_tier(1), RoomType.objects.get(code="standard")
    RoomFactory(room_type=kind)
    client = signed_in("front_desk")
    path = reverse("reservations:create") + f"?guest={guest.number}"
    form = client.get(path).context["form"]
    said = {name: form[name].value() or "" for name in form.fields if name != "takes_offer"} | {
        "room_type": kind.pk
    }
    typed = client.post(path, said | {"takes_offer": "on", "rate": "200"})
    assert typed.context["form"].errors.keys() == {"takes_offer"}
    assert 'name="takes_offer" checked' in typed.content.decode(), "what was ticked stays ticked"
    assert client.post(path, said | {"takes_offer": "on"}).status_code == 302
    reservation = Reservation.objects.get(guest=guest)
    assert amount_of(reservation) == kind.base_rate * Decimal("0.9")
    assert OfferTaken.objects.get().reservation == reservation
    client.post(path, said | {"token": "other"})
    assert amount_of(Reservation.objects.get(external_id="other")) == kind.base_rate


@pytest.mark.django_db
def test_the_form_the_booking_and_the_check_in_show_the_offer_with_its_reason(signed_in):
    guest = of_tier(2)
    reservation, client = booked(guest), signed_in("front_desk")
    kind = reservation.lines.get().room_type_id
    asked = {
        "arrival": DAY,
        "departure": DAY + timedelta(days=2),
        "room_type": kind,
        "account": "",
        "coupon": "NO",
    }
    beside = client.get(reverse("loyalty:offers", args=[guest.number]), asked, headers={"HX-Request": "true"})
    assert "240.00" in beside.content.decode()
    assert 'name="takes_offer"' in beside.content.decode()
    path = reverse("loyalty:booking_offers", args=[reservation.confirmation])
    assert path in client.get(reservation.get_absolute_url()).content.decode()
    assert (
        path
        in client.get(reverse("reservations:check_in", args=[reservation.lines.get().pk])).content.decode()
    )
    assert "240.00" in client.get(path, headers={"HX-Request": "true"}).content.decode()
    client.post(path)
    assert amount_of(reservation) == 480


# --- Held rooms ------------------------------------------------------------------------------------------------
@pytest.fixture
def floor(db):
    """Three rooms of a type; a VIP member slept in the first three times."""
    kind = RoomTypeFactory()
    rooms = [RoomFactory(room_type=kind) for _n in range(3)]
    vip = of_tier(2)
    for n in range(3):
        stayed(vip, departure=DAY - timedelta(days=30 * (n + 1)), room=rooms[0], line__room_type=kind)
    stayed(vip, departure=DAY - timedelta(days=5), room=rooms[1], line__room_type=kind)
    remember_rooms()
    return kind, rooms, vip


def proposed(line):
    return {proposal.room.number: proposal for proposal in proposals_for(line, on=DAY)}


@pytest.mark.django_db
def test_a_favourite_room_is_held_for_a_vip_member_until_the_house_is_short(floor):
    kind, rooms, vip = floor
    assert FavouriteRoom.objects.get().room == rooms[0]
    line = LineFactory(room_type=kind, status=Status.CONFIRMED)
    found = proposed(line)
    assert vip.display_name in found[rooms[0].number].conflicts[0]
    assert not found[rooms[1].number].conflicts
    assert found[rooms[0].number].score < found[rooms[1].number].score
    his = StayFactory(guest=vip, line__room_type=kind).line
    own = proposed(his)[rooms[0].number]
    assert not own.conflicts
    assert len(own.reasons) == 2, "he stayed here before, and it is held for him"
    assert proposed(line)[rooms[0].number].conflicts
    for _more in range(2):
        LineFactory(room_type=kind, status=Status.CONFIRMED)
    assert not proposed(line)[rooms[0].number].conflicts, "four are booked of three: it is given up"
    his.delete()
    assert not proposed(line)[rooms[0].number].conflicts, "the last that can be sold is the one that was held"


@pytest.mark.django_db
def test_a_members_room_is_held_in_the_low_season_and_when_he_comes(floor, settings):
    kind, rooms, guest = floor
    Membership.objects.filter(guest=guest).update(tier=Tier.objects.get(order=1))
    RoomFactory(room_type=kind)
    line = LineFactory(room_type=kind)
    settings.LOW_SEASON_MONTHS = [DAY.month]
    assert not proposed(line)[rooms[0].number].conflicts, "he does not come"
    StayFactory(guest=guest, line__room_type=kind)
    assert proposed(line)[rooms[0].number].conflicts
    settings.LOW_SEASON_MONTHS = []
    assert not proposed(line)[rooms[0].number].conflicts

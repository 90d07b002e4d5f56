"""Kitchen and outlets: who is there, what to prepare, ticks apart from those of the rooms, the tills."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from departments.access import RENEWED_AT, SIGNED_IN_AT
from guests.choices import Department
from guests.models import Preference
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Charge, StayWish
from reservations.preparing import departments_of_request, request_key
from reservations.selectors.dining import diners, newest_charges, visits_of
from reservations.selectors.set_up import set_up_of
from reservations.services.set_up import NotOnTheList, tick_set_up
from tests.factories import DAY, GuestFactory, OutletFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = timezone.now()
ROOMS, KITCHEN = Department.ROOMS, Department.FOOD_BEVERAGE


def coming(on=DAY, requests=(), **kwargs):
    return StayFactory(arrival=on, line__reservation__special_requests=list(requests), **kwargs)


def in_house(on=DAY, number="T801", **kwargs):
    room = RoomFactory(number=number)
    return StayFactory(arrival=on, status=StayStatus.IN_HOUSE, line__room=room, room=room, **kwargs)


def likes(stay, text, category="diet", **kwargs):
    return Preference.objects.create(guest=stay.guest, category=category, text=text, **kwargs)


def items(stay, department):
    room = set_up_of(stay.line_id, on=DAY, department=department)
    return {item.text: item.done_at for item in room.items}


def tick(stay, key, department, is_done=True, by=None):
    tick_set_up(
        line_id=stay.line_id, key=key, is_done=is_done, at=AT, by=by or UserFactory(), department=department
    )


def post(stay, outlet, days_ago=0, number="X1", amount="88"):
    return Charge.objects.create(
        stay=stay,
        source="till",
        external_id=number,
        outlet=outlet,
        amount=Decimal(amount),
        posted_at=AT,
        business_date=DAY - timedelta(days=days_ago),
    )


def test_it_shows_who_is_there_and_who_comes_within_48_hours():
    here, tomorrow, after, later = (
        in_house(DAY - timedelta(days=1)),
        coming(DAY + timedelta(days=1)),
        coming(DAY + timedelta(days=2)),
        coming(DAY + timedelta(days=3)),
    )
    listed = {diner.room.line.pk for diner in diners(on=DAY)}
    assert listed & {stay.line_id for stay in (here, tomorrow, after, later)} == {
        here.line_id,
        tomorrow.line_id,
        after.line_id,
    }


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("加床一张", (ROOMS,)),
        ("早餐要素食", (KITCHEN,)),
        ("Vegetarian breakfast", (KITCHEN,)),
        ("对花生过敏", (ROOMS, KITCHEN)),
        ("High floor please", (ROOMS,)),
    ],
)
def test_a_request_of_the_booking_goes_to_whom_it_concerns(text, who):
    assert departments_of_request(text) == who


def test_each_department_sees_its_own_and_an_allergy_is_told_to_both():
    stay = coming(requests=["加床一张", "早餐要素食"])
    likes(stay, "荞麦枕", category="bed")
    likes(stay, "靠窗座位", category="seat")
    likes(stay, "花生过敏", is_must=True)
    assert set(items(stay, ROOMS)) == {"花生过敏", "荞麦枕", "加床一张"}
    assert set(items(stay, KITCHEN)) == {"花生过敏", "靠窗座位", "早餐要素食"}


def test_a_tick_of_the_rooms_is_not_the_kitchens():
    stay, cook = coming(), UserFactory()
    key = f"p{likes(stay, '花生过敏', is_must=True).pk}"
    tick(stay, key, ROOMS)
    assert (items(stay, ROOMS)["花生过敏"], items(stay, KITCHEN)["花生过敏"]) == (AT, None)
    tick(stay, key, KITCHEN, by=cook)
    tick(stay, key, ROOMS, is_done=False)
    assert (items(stay, ROOMS)["花生过敏"], items(stay, KITCHEN)["花生过敏"]) == (None, AT)
    assert StayWish.objects.get().served_by == cook
    tick(stay, key, KITCHEN, is_done=False)
    assert not StayWish.objects.exists()


def test_a_request_is_ticked_and_taken_back():
    stay = coming(requests=["早餐要素食"])
    tick(stay, request_key("早餐要素食"), KITCHEN)
    assert items(stay, KITCHEN) == {"早餐要素食": AT}
    tick(stay, request_key("早餐要素食"), KITCHEN, is_done=False)
    assert items(stay, KITCHEN) == {"早餐要素食": None}


def test_a_withdrawn_request_or_preference_goes_but_what_was_done_is_not_lost():
    stay = coming(requests=["早餐要素食", "晚餐要清淡"])
    liked = likes(stay, "喝绿茶", category="drink")
    tick(stay, request_key("早餐要素食"), KITCHEN)
    tick(stay, f"p{liked.pk}", KITCHEN)
    liked.delete()
    stay.line.reservation.special_requests = []
    stay.line.reservation.save()
    assert items(stay, KITCHEN) == {"早餐要素食": AT, "喝绿茶": AT}


@pytest.mark.parametrize("key", [request_key("别人的"), "r", "p", "x1", " "])
def test_what_nobody_asked_for_cannot_be_ticked(key):
    stay = coming(requests=["早餐要素食"])
    with pytest.raises(NotOnTheList):
        tick(stay, key, KITCHEN)
    assert not StayWish.objects.exists()


def test_the_kitchen_does_not_tick_a_request_for_the_rooms():
    stay = coming(requests=["加床一张"])
    with pytest.raises(NotOnTheList):
        tick(stay, request_key("加床一张"), KITCHEN)


def test_a_regular_is_who_came_often_within_a_year(settings):
    settings.REGULAR_FROM_VISITS = 3
    guest = GuestFactory()
    stay = StayFactory(guest=guest, arrival=DAY - timedelta(days=20), status=StayStatus.CHECKED_OUT)
    hunan, bar = OutletFactory(), OutletFactory(category=OutletCategory.ENTERTAINMENT)
    post(stay, hunan, 10, "A")
    post(stay, hunan, 10, "B")  # the same day: one visit
    post(stay, hunan, 9, "C")
    post(stay, bar, 400, "D")  # more than a year ago
    post(stay, OutletFactory(category=OutletCategory.ROOMS), 8, "E")
    assert visits_of([guest.pk], on=DAY)[guest.pk].count == 2
    assert not visits_of([guest.pk], on=DAY)[guest.pk].is_regular
    post(stay, bar, 8, "F")
    visits = visits_of([guest.pk], on=DAY)[guest.pk]
    assert (visits.is_regular, visits.favourite) == (True, hunan)


def test_the_tills_charges_come_newest_first_and_room_prices_stay_out():
    stay = in_house()
    old = post(stay, OutletFactory(), 5, "A")
    first, second = post(stay, OutletFactory(), 0, "B"), post(stay, OutletFactory(), 0, "C")
    room_night = post(stay, OutletFactory(category=OutletCategory.ROOMS), 0, "D")
    shown = [charge for charge in newest_charges(on=DAY) if charge in {old, first, second, room_night}]
    assert shown == [second, first]


def test_a_cook_ticks_on_his_phone_and_gets_the_row_back(signed_in):
    client, stay = signed_in("food_beverage"), coming(business_date(), guest=GuestFactory(name="王晓明"))
    liked = likes(stay, "花生过敏", is_must=True)
    page = client.get(reverse("departments:food_beverage")).content.decode()
    assert 'data-find="' in page
    assert "wangxiaoming" in page
    answer = client.post(
        reverse("departments:serve", args=[stay.line_id]),
        {"item": f"p{liked.pk}", "done": "1"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert 'aria-pressed="true"' in answer
    assert answer.lstrip().startswith("<tr id=")
    assert StayWish.objects.get().served_by == client.user


def test_the_page_costs_the_same_queries_for_one_and_for_many(signed_in):
    client, on = signed_in("food_beverage"), business_date()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("departments:food_beverage")).status_code == 200
        return len(captured)

    likes(coming(on), "花生过敏")
    queries()
    one = queries()
    for _ in range(5):
        likes(coming(on), "花生过敏")
    assert queries() == one <= 20


def test_a_screen_that_only_asks_the_tills_does_not_keep_its_session_alive(signed_in):
    client = signed_in("food_beverage")
    path = reverse("departments:till")
    client.get(path, headers={"X-Unattended": "1"})
    session = client.session
    assert RENEWED_AT not in session
    assert SIGNED_IN_AT in session
    client.get(path)
    assert RENEWED_AT in client.session

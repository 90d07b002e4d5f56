from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.choices import AlertKind, Place
from guests.models import Alert, Preference
from reservations.choices import Status, StayStatus
from reservations.models import StayWish
from reservations.selectors.set_up import set_up_list, set_up_of, short_name
from reservations.services.set_up import NotOnTheList, tick_set_up
from tests.factories import DAY, GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = timezone.now()


def arriving(on=DAY, name="王晓明", **kwargs):
    return StayFactory(guest=GuestFactory(name=name), arrival=on, **kwargs)


def in_house(since, nights, number):
    room = RoomFactory(number=number)
    return StayFactory(
        arrival=since,
        departure=since + timedelta(days=nights),
        status=StayStatus.IN_HOUSE,
        line__room=room,
        room=room,
    )


def likes(stay, text, category="bed", **kwargs):
    return Preference.objects.create(guest=stay.guest, category=category, text=text, **kwargs)


def the_room(stay):
    return next(room for room in set_up_list(on=DAY) if room.line.pk == stay.line_id)


def test_the_list_holds_todays_arrivals_and_whoever_stays_on():
    today, tomorrow = arriving(), arriving(DAY + timedelta(days=1))
    stays_on = in_house(DAY - timedelta(days=1), 3, "T801")
    leaves = in_house(DAY - timedelta(days=2), 2, "T802")
    cancelled = arriving(line__status=Status.CANCELLED)
    listed = {room.line.pk for room in set_up_list(on=DAY)}
    assert listed & {s.line_id for s in (today, tomorrow, stays_on, leaves, cancelled)} == {
        today.line_id,
        stays_on.line_id,
    }


def test_a_room_shows_what_all_its_people_like_there_and_musts_first():
    stay = arriving()
    sharer = StayFactory(guest=GuestFactory(), line=stay.line, is_payer=False)
    likes(stay, "荞麦枕")
    likes(sharer, "花生过敏", category="diet", is_must=True)
    likes(stay, "湘菜", category="food")
    assert [item.text for item in the_room(stay).items] == ["花生过敏", "荞麦枕"]


def test_rooms_with_an_open_must_stand_first():
    likes(arriving(), "荞麦枕")
    urgent = arriving()
    likes(urgent, "花生过敏", category="diet", is_must=True)
    assert set_up_list(on=DAY)[0].line.pk == urgent.line_id


def test_a_wish_in_the_words_of_a_preference_stands_once():
    stay = arriving()
    likes(stay, "荞麦枕")
    StayWish.objects.create(line=stay.line, guest=stay.guest, category="bed", text="荞麦枕")
    StayWish.objects.create(line=stay.line, guest=stay.guest, category="set_up", text="鲜花")
    assert sorted(item.text for item in the_room(stay).items) == ["荞麦枕", "鲜花"]


def test_an_alert_for_people_in_the_house_is_told_and_others_are_not():
    stay = arriving()
    for places, reason in ([Place.IN_HOUSE], "请勿打扰"), ([Place.BOOKING], "先付定金"):
        Alert.objects.create(
            guest=stay.guest, kind=AlertKind.ALERT, places=places, reason=reason, starts_on=DAY
        )
    assert [alert.reason for alert in the_room(stay).alerts] == ["请勿打扰"]


def test_ticking_a_preference_is_remembered_for_this_stay_with_who_and_when():
    stay, maid = arriving(), UserFactory()
    preference = likes(stay, "荞麦枕")
    tick_set_up(line_id=stay.line_id, key=f"p{preference.pk}", is_done=True, at=AT, by=maid)
    wish = StayWish.objects.get(line=stay.line)
    assert (wish.text, wish.done_at, wish.done_by) == ("荞麦枕", AT, maid)
    assert the_room(stay).is_prepared


def test_ticking_twice_keeps_the_first_moment():
    stay, maid = arriving(), UserFactory()
    key = f"p{likes(stay, '荞麦枕').pk}"
    tick_set_up(line_id=stay.line_id, key=key, is_done=True, at=AT, by=maid)
    tick_set_up(line_id=stay.line_id, key=key, is_done=True, at=AT + timedelta(hours=1), by=UserFactory())
    wish = StayWish.objects.get()
    assert (wish.done_at, wish.done_by) == (AT, maid)


def test_a_tick_can_be_taken_back():
    stay, maid = arriving(), UserFactory()
    key = f"p{likes(stay, '荞麦枕').pk}"
    wish = StayWish.objects.create(line=stay.line, guest=stay.guest, category="set_up", text="鲜花")
    for item in (key, f"w{wish.pk}"):
        tick_set_up(line_id=stay.line_id, key=item, is_done=True, at=AT, by=maid)
        tick_set_up(line_id=stay.line_id, key=item, is_done=False, at=AT, by=maid)
    assert [item.done_at for item in the_room(stay).items] == [None, None]
    assert list(StayWish.objects.values_list("text", flat=True)) == ["鲜花"]


@pytest.mark.parametrize(
    "what", ["another guest's preference", "another line's wish", "nonsense", "gone line"]
)
def test_what_is_not_on_the_list_cannot_be_ticked(what):
    stay, other = arriving(), arriving()
    foreign_wish = StayWish.objects.create(line=other.line, guest=other.guest, category="bed", text="荞麦枕")
    line_id, key = {
        "another guest's preference": (stay.line_id, f"p{likes(other, '硬床').pk}"),
        "another line's wish": (stay.line_id, f"w{foreign_wish.pk}"),
        "nonsense": (stay.line_id, "px"),
        "gone line": (0, "p1"),
    }[what]
    with pytest.raises(NotOnTheList):
        tick_set_up(line_id=line_id, key=key, is_done=True, at=AT, by=UserFactory())
    assert not StayWish.objects.filter(done_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({"name": "王晓明"}, "王"),
        ({"name": "欧阳锋"}, "欧阳"),
        ({"name": "Jonas Müller"}, "Müller"),
        ({"name": "王晓明", "salutation": "王教授"}, "王教授"),
    ],
)
def test_the_list_names_people_shortly(fields, short):
    assert short_name(GuestFactory(**fields)) == short


def test_the_list_costs_the_same_queries_for_one_room_and_for_many(signed_in):
    client, on = signed_in("rooms"), business_date()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("departments:rooms")).status_code == 200
        return len(captured)

    likes(arriving(on), "荞麦枕")
    queries()  # fills the caches of a first request
    one = queries()
    for _ in range(5):
        likes(arriving(on), "荞麦枕")
    assert queries() == one <= 18


def test_rooms_that_want_nothing_wait_folded_unless_they_were_asked_for(signed_in):
    client, on = signed_in("rooms"), business_date()
    wants, plain = arriving(on), arriving(on)
    likes(wants, "荞麦枕")

    def shown(**asked):
        context = client.get(reverse("departments:rooms"), asked).context
        return [{room.line.pk for room in context[part]} for part in ("rooms", "standard")]

    assert shown() == [{wants.line_id}, {plain.line_id}]
    assert shown(show="arrivals") == [{wants.line_id, plain.line_id}, set()]


def test_a_maid_ticks_on_her_phone_and_gets_the_room_back(signed_in):
    client, stay = signed_in("rooms"), arriving(business_date())
    preference = likes(stay, "荞麦枕")
    page = client.get(reverse("departments:rooms")).content.decode()
    assert "荞麦枕" in page
    assert "晓明" not in page
    answer = client.post(
        reverse("departments:set_up_tick", args=[stay.line_id]),
        {"item": f"p{preference.pk}", "done": "1"},
        headers={"HX-Request": "true"},
    )
    assert 'aria-pressed="true"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert "ticked" in answer.headers["HX-Trigger"]


@pytest.mark.parametrize(("page", "department"), [("rooms", "rooms"), ("food_beverage", "food_beverage")])
def test_the_figures_of_a_list_ask_for_themselves_when_something_was_ticked(signed_in, page, department):
    client, stay = signed_in(department), arriving(business_date())
    likes(stay, "花生过敏", category="diet", is_must=True)
    answer = client.get(reverse(f"departments:{page}"), headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<div class="figures')
    assert 'hx-trigger="ticked from:body' in answer
    assert 'id="parts"' in answer
    assert "花生过敏" not in answer


def test_without_a_script_the_tick_leads_back_to_the_room(signed_in):
    client, stay = signed_in("rooms"), arriving(business_date())
    preference = likes(stay, "荞麦枕")
    path = reverse("departments:set_up_tick", args=[stay.line_id])
    answer = client.post(path, {"item": f"p{preference.pk}", "done": "1"})
    assert answer.headers["Location"] == f"{reverse('departments:rooms')}#room-{stay.line_id}"
    assert StayWish.objects.get().done_by == client.user


def test_a_withdrawn_item_is_answered_with_the_room_as_it_is_now(signed_in):
    client, stay = signed_in("rooms"), arriving(business_date())
    path = reverse("departments:set_up_tick", args=[stay.line_id])
    assert client.post(path, {"item": "p0", "done": "1"}, headers={"HX-Request": "true"}).status_code == 200
    page = client.post(path, {"item": "p0", "done": "1"}, follow=True).content.decode()
    assert str(NotOnTheList.default_message) in page


def test_one_room_is_the_same_as_on_the_list():
    stay = arriving()
    likes(stay, "荞麦枕")
    assert set_up_of(stay.line_id, on=DAY) == the_room(stay)
    assert set_up_of(0, on=DAY) is None

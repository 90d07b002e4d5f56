"""The one search box: every way in which a guest must be found, and what is said about him."""

from datetime import timedelta

import pytest

from guests.choices import AlertKind
from guests.models import Alert, Guest
from guests.selectors.search import search_guests
from guests.services.files import DocumentDraft
from reservations.choices import StayStatus
from tests.factories import DAY, AccountFactory, GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db


def names(typed, **kwargs):
    return [item.title for item in search_guests(typed, on=DAY, **kwargs)]


def reason(typed):
    return search_guests(typed, on=DAY)[0].why


@pytest.fixture
def meiling():
    return GuestFactory(
        name="陈美玲",
        phones=("+86 138 1234 6621",),
        emails=("meiling@example.com",),
        documents=(DocumentDraft(type="identity_card", number="430102198803120021"),),
        membership_number="M-778",
    )


@pytest.fixture
def jonas():
    return GuestFactory(name="Jonas Müller", phones=("+49 151 23456789",))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("陈美玲", "name"),
        ("美玲", "name"),
        ("chen meiling", "pinyin"),
        ("Meiling CHEN", "pinyin"),
        ("chenmei", "pinyin"),
        ("cml", "initials"),
        ("chenml", "initials"),
        ("6621", "phone"),
        ("13812346621", "phone"),
        ("+86 138 1234 6621", "phone"),
        ("1381234", "phone"),
        ("meiling@ex", "email"),
        ("M-778", "membership"),
        ("43010219880312 0021", "document"),
        ("晨美玲", "sounds_like"),
        ("chenmeilin g", "pinyin"),
        ("chenmelling", "similar"),
    ],
)
def test_a_chinese_guest_is_found_by(meiling, jonas, typed, why):
    assert names(typed)[0] == "陈美玲"
    assert reason(typed) == why


@pytest.mark.parametrize("typed", ["jonas m", "MÜLLER, Jonas", "muller", "jm", "23456789", "Jonas Mueler"])
def test_a_foreign_guest_is_found_by(meiling, jonas, typed):
    assert names(typed) == ["Jonas Müller"]


def test_a_guest_is_found_by_his_number(meiling):
    assert names(meiling.number) == ["陈美玲"]
    assert reason(f"g-{meiling.pk}") == "number"


def test_a_name_with_something_in_between_is_found():
    GuestFactory(name="Anna Maria Schmidt")
    assert names("anna schm") == ["Anna Maria Schmidt"]


def test_what_nobody_is_called_finds_nobody(meiling, jonas):
    assert names("qqqzzz") == []
    assert names("9999") == []
    assert names("") == []


def test_the_number_of_a_room_finds_who_lives_in_it_and_who_is_expected_there(meiling, jonas):
    room = RoomFactory(number="9908")
    StayFactory(guest=meiling, line__room=room, status=StayStatus.IN_HOUSE, arrival=DAY - timedelta(days=2))
    StayFactory(guest=jonas, line__room=room, arrival=DAY)
    gone = GuestFactory(name="Gone Yesterday")
    StayFactory(guest=gone, line__room=room, status=StayStatus.CHECKED_OUT, arrival=DAY - timedelta(days=9))
    found = search_guests("9908", on=DAY)
    assert [(item.title, item.why) for item in found] == [
        ("陈美玲", "in_room"),
        ("Jonas Müller", "expected_room"),
    ]
    assert found[0].facts.room == "9908"
    assert found[1].facts.is_expected


def test_a_confirmation_number_and_a_number_of_the_source_lead_to_the_booking(meiling):
    stay = StayFactory(guest=meiling, line__reservation__external_id="BK-4711")
    booking = stay.line.reservation
    for typed, why in ((booking.confirmation, "confirmation"), ("bk-4711", "booking")):
        (item,) = search_guests(typed, on=DAY)
        assert (item.why, item.title) == (why, "陈美玲")
        assert item.url == booking.get_absolute_url()


def test_who_is_in_the_house_then_who_was_here_last_comes_first():
    old, recent, here = (GuestFactory(name="王伟强") for _ in range(3))
    never = GuestFactory(name="王伟强")
    for guest, days in ((old, 300), (recent, 20)):
        StayFactory(guest=guest, status=StayStatus.CHECKED_OUT, arrival=DAY - timedelta(days=days))
    StayFactory(guest=here, status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    found = search_guests("王伟强", on=DAY)
    assert [item.guest for item in found] == [here, recent, old, never]
    assert found[1].facts.stays == 1
    assert found[1].facts.last_departure == DAY - timedelta(days=18)


def test_a_whole_name_comes_before_one_that_only_begins_so():
    longer = GuestFactory(name="王伟强")
    StayFactory(guest=longer, status=StayStatus.CHECKED_OUT, arrival=DAY - timedelta(days=2))
    whole = GuestFactory(name="王伟")
    assert [item.guest for item in search_guests("王伟", on=DAY)] == [whole, longer]


def test_the_marks_of_a_guest_are_shown_with_him(meiling):
    manager = UserFactory()
    Guest.objects.filter(pk=meiling.pk).update(
        is_vip=True, vip_reason="owner", account=AccountFactory(name="鼎盛")
    )
    Alert.objects.create(
        guest=meiling,
        kind=AlertKind.BLACKLIST,
        reason="unpaid",
        starts_on=DAY - timedelta(days=1),
        ends_on=DAY + timedelta(days=30),
        stops_screen=True,
        approved_by=manager,
    )
    (item,) = search_guests("陈美玲", on=DAY)
    assert item.guest.vip_now
    assert item.guest.alert_kind == "blacklist"
    assert item.guest.phone_digits.endswith("6621")
    assert search_guests("陈美玲", on=DAY + timedelta(days=31))[0].guest.alert_kind == ""


def test_a_merged_file_leads_to_the_one_that_took_it_up(meiling):
    retired = GuestFactory(name="陈美林", phones=("13900000042",))
    Guest.objects.filter(pk=retired.pk).update(merged_into=meiling)
    for typed in ("陈美林", retired.number, "0042"):
        (item,) = search_guests(typed, on=DAY)
        assert item.guest == meiling
        assert item.merged_number == retired.number
    (both,) = search_guests("陈美", on=DAY)
    assert both.merged_number == ""


@pytest.mark.parametrize("typed", ["王", "wang", "9908", "138", "w@", "陈美玲"])
def test_the_number_of_queries_is_bounded_whatever_is_found(typed, django_assert_max_num_queries):
    for number in range(30):
        guest = GuestFactory(name="王伟", phones=(f"138120800{number:02}",))
        StayFactory(guest=guest, status=StayStatus.CHECKED_OUT)
    with django_assert_max_num_queries(4):
        search_guests(typed, on=DAY)


def test_no_more_than_asked_for_is_found():
    for _ in range(20):
        GuestFactory(name="王伟")
    assert len(names("王")) == 12
    assert len(names("王伟", limit=5)) == 5

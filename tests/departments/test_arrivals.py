"""The report of arrivals: what it knows, whom it gives which room, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.dates import business_date
from guests.models import Note, Preference, Relationship
from reservations.choices import Status, StayStatus
from reservations.models import Room
from reservations.selectors import arrival_facts
from reservations.selectors.arrival_facts import Facts, Failure, Pledge
from reservations.selectors.arrivals import arrivals_report
from tests.factories import DAY, GuestFactory, RoomFactory, RoomTypeFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(db):
    """A type of its own with two rooms; the other rooms of the house are closed."""
    Room.objects.update(is_active=False)
    kind = RoomTypeFactory(rank=1)
    RoomFactory(number="T901", room_type=kind, features=["low_floor"])
    RoomFactory(number="T902", room_type=kind, features=["high_floor"])
    return kind


def coming(kind, on=DAY, **kwargs):
    return StayFactory(arrival=on, line__room_type=kind, **kwargs)


def report(on=DAY, days=1):
    return {each.line.pk: each for each in arrivals_report(on=on, days=days, today=DAY)}


def likes(stay, text, category="room", **kwargs):
    return Preference.objects.create(guest=stay.guest, category=category, text=text, **kwargs)


def test_a_day_and_the_48_hours_after_it(kind):
    stays = [coming(kind, DAY + timedelta(days=n)) for n in range(4)]
    coming(kind, line__status=Status.CANCELLED)
    assert list(report()) == [stays[0].line_id]
    assert list(report(days=3)) == [stay.line_id for stay in stays[:3]]


def test_each_past_failure_is_told_newest_first_and_confidential_ones_are_not(kind):
    stay = coming(kind)
    for text in ("空调故障，已致歉", "账单多计，已退款"):
        Note.objects.create(guest=stay.guest, department="guest_service", text=text)
    Note.objects.create(guest=stay.guest, department="guest_service", text="私事", is_confidential=True)
    told = {failure.what for failure in report()[stay.line_id].failures}
    assert told == {"空调故障，已致歉", "账单多计，已退款"}


def test_an_app_adds_failures_promises_and_tiers(kind, monkeypatch):
    stay = coming(kind)
    for name in ("_sources", "_tiers"):
        monkeypatch.setattr(arrival_facts, name, dict(getattr(arrival_facts, name)))
    complaint = Failure(on=DAY - timedelta(days=9), what="吵", done="换房")
    known = Facts({stay.guest_id: [complaint]}, {stay.guest_id: [Pledge("接站")]})
    arrival_facts.register_facts("complaints", lambda ids: known)
    arrival_facts.register_tiers(lambda ids: {stay.guest_id: ("gold", "金卡")})
    arrival = report()[stay.line_id]
    assert (arrival.failures, arrival.pledges, arrival.tiers) == ((complaint,), (Pledge("接站"),), ("金卡",))


def test_family_is_read_from_both_sides(kind):
    stay, child, mate = coming(kind), GuestFactory(name="王小"), GuestFactory(name="李四")
    Relationship.objects.create(guest=stay.guest, other=child, kind="parent")
    Relationship.objects.create(guest=mate, other=stay.guest, kind="colleague")
    kin = {(each.name, each.kind) for each in report()[stay.line_id].kin}
    assert kin == {("王小", "child"), ("李四", "colleague")}
    # What two in one room are to each other is said once, not of the other one as well.
    StayFactory(guest=child, line=stay.line, is_payer=False)
    assert sorted(each.name for each in report()[stay.line_id].kin) == sorted(["王小", "李四"])


def test_no_room_is_proposed_twice_and_who_must_have_it_chooses_first(kind):
    asks, must = coming(kind), coming(kind)
    likes(asks, "高层")
    likes(must, "高层", is_must=True)
    rooms = {line: arrival.room and arrival.room.room.number for line, arrival in report().items()}
    assert rooms == {must.line_id: "T902", asks.line_id: "T901"}
    third = coming(kind)
    assert report()[third.line_id].room is None


def test_one_room_serves_two_who_do_not_meet(kind):
    Room.objects.filter(number="T901").update(is_active=False)
    first = coming(kind, departure=DAY + timedelta(days=1))
    second = coming(kind, DAY + timedelta(days=1))
    rooms = report(days=2)
    assert [rooms[stay.line_id].room.room.number for stay in (first, second)] == ["T902", "T902"]


def test_a_room_that_is_promised_already_is_not_proposed_but_judged(kind):
    high = Room.objects.get(number="T902")
    given = coming(kind, line__room=high)
    likes(given, "低层")
    waits = coming(kind)
    likes(waits, "高层")
    rooms = report()
    assert rooms[waits.line_id].room.room.number == "T901"
    assert rooms[given.line_id].room.room.number == "T902"
    assert rooms[given.line_id].room.conflicts


def test_a_room_that_is_out_of_order_is_not_proposed(kind):
    Room.objects.filter(number="T902").update(out_of_order_until=DAY + timedelta(days=1))
    stay = coming(kind)
    likes(stay, "高层")
    assert report()[stay.line_id].room.room.number == "T901"


def test_of_a_day_that_is_over_it_says_who_came(kind):
    day = DAY - timedelta(days=3)
    stay = coming(kind, day, status=StayStatus.CHECKED_OUT)
    arrival = arrivals_report(on=day, days=1, today=DAY)[0]
    assert (arrival.line.pk, arrival.room) == (stay.line_id, None)


def test_the_page_says_it_all_and_costs_the_same_queries_for_one_and_for_many(signed_in, kind):
    client, on = signed_in("front_desk"), business_date()
    stay = coming(kind, on)
    likes(stay, "花生过敏", category="diet", is_must=True)
    Note.objects.create(guest=stay.guest, department="guest_service", text="<b>空调</b>故障，已致歉")
    stay.line.reservation.special_requests = ["早餐<i>素食</i>"]
    stay.line.reservation.save()
    path = reverse("departments:arrivals")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    page = client.get(path).content.decode()
    for words in ("花生过敏", "&lt;b&gt;空调", "&lt;i&gt;素食", "T901"):
        assert words in page
    one = queries()
    for _ in range(5):
        likes(coming(kind, on), "高层")
    assert queries() == one <= 26


def test_a_day_that_cannot_be_read_is_today(signed_in, kind):
    client = signed_in("front_desk")
    stay = coming(kind, business_date())
    page = client.get(reverse("departments:arrivals"), {"on": "31.12.", "span": "x"}).content.decode()
    assert stay.guest.display_name in page

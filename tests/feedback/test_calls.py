"""Who left is called, who is in the house is visited, what is asked for has a clock."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from common.dates import business_date
from common.errors import HotelError
from feedback.call_priority import Departed, priority
from feedback.care_choices import CallResult, CallStatus, ComplaintSource
from feedback.models import CallAttempt, CallBack, Complaint, GuestRequest, Visit
from feedback.selectors.contacts import calls_due, to_visit
from feedback.services.calling import make_call_backs, make_missing, note_call
from feedback.services.escalating import escalate_due
from feedback.services.requesting import ask, finish_request, take_request
from feedback.services.visiting import note_visit
from guests.choices import ConsentPurpose, ContactChannel
from guests.selectors.contactable import may_contact
from reservations.choices import StayStatus
from reservations.services.stays import check_out, reverse_check_out
from tests.care_factories import NOON, CallBackFactory, ComplaintFactory
from tests.factories import DAY, GuestFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def gone(**kwargs):
    return StayFactory(status=StayStatus.CHECKED_OUT, arrival=DAY - timedelta(days=3), **kwargs)


def noted(call, result, by, *, note="", at=NOON, **kwargs):
    return note_call(call_back_id=call.pk, result=result, note=note, by=by, at=at, **kwargs)


# --- Priority -----------------------------------------------------------------------------------------------
def test_who_is_worth_more_is_less_satisfied_or_had_trouble_is_called_first():
    plain = Departed(value_class="low")
    assert priority(Departed(value_class="high")) > priority(plain)
    assert priority(Departed(value_class="low", score=20)) > priority(Departed(value_class="low", score=90))
    assert priority(Departed(value_class="low", had_trouble=True)) > priority(plain)
    assert priority(Departed(is_vip=True, score=0, had_trouble=True, is_first_stay=True)) == 100


# --- Made ---------------------------------------------------------------------------------------------------
def test_the_list_goes_on_after_its_first_page_in_order_and_loses_nobody(signed_in, monkeypatch):
    monkeypatch.setattr("feedback.views.contacts.CALLS_A_PAGE", 2)
    made = [CallBackFactory(priority=points, next_on=business_date()) for points in (10, 90, 50, 50, 70)]
    page, asked, seen = signed_in("guest_service"), "", []
    while shown := page.get(reverse("care:calls") + asked).context:
        seen += [call.pk for call in shown["calls"]]
        if not (asked := shown["next_url"]):
            break
    assert seen == [made[n].pk for n in (1, 4, 2, 3, 0)]
    assert page.get(reverse("care:calls") + "?cursor=torn").status_code == 200


def test_every_departure_has_one_call_back_whatever_is_repeated():
    stay = gone(guest=GuestFactory(phones=("13800001234",)))
    assert make_call_backs(stay_ids=[stay.pk], on=DAY) == 1
    assert make_call_backs(stay_ids=[stay.pk], on=DAY) == 0
    assert make_missing(on=DAY) == 0
    call = CallBack.objects.get()
    assert (call.status, call.next_on, call.reasons) == ("due", stay.departure + timedelta(days=1), ["first"])


def test_the_night_makes_what_was_left_out_and_counts_what_happened_since():
    stay = gone(guest=GuestFactory(phones=("13800001234",)))
    assert make_missing(on=DAY) == 1
    before = CallBack.objects.get().priority
    ComplaintFactory(guest=stay.guest, stay=stay)
    make_missing(on=DAY)
    assert CallBack.objects.get().priority == before + 20


def test_a_stay_of_long_ago_that_a_system_pushes_today_is_not_called():
    old = StayFactory(status=StayStatus.CHECKED_OUT, arrival=DAY - timedelta(days=400))
    assert make_call_backs(stay_ids=[old.pk], on=DAY) == 0


def test_who_has_no_phone_is_on_no_list_and_it_says_why():
    make_call_backs(stay_ids=[gone().pk], on=DAY)
    call = CallBack.objects.get()
    assert (call.status, call.not_called) == (CallStatus.NOT_CALLED, "no_phone")
    assert not calls_due(DAY + timedelta(days=9)).exists()


def test_a_check_out_makes_the_call_and_taking_it_back_removes_it(django_capture_on_commit_callbacks):
    guest = GuestFactory(phones=("13800001234",))
    stay = StayFactory(guest=guest, status=StayStatus.IN_HOUSE, line__room=RoomFactory(), arrival=DAY)
    day = DAY + timedelta(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        check_out(line_id=stay.line_id, on=day, at=NOON)
    make_call_backs(stay_ids=[stay.pk], on=day)  # the receiver asks for today's date, the tests live in June
    assert CallBack.objects.filter(stay=stay).exists()
    reverse_check_out(line_id=stay.line_id, on=day)
    assert not CallBack.objects.exists()


# --- Called -------------------------------------------------------------------------------------------------
def test_who_is_not_reached_is_tried_again_tomorrow_and_at_last_given_up(user_of):
    call, by = CallBackFactory(), user_of("guest_service")
    for day in range(2):
        again = noted(call, CallResult.NOT_REACHED, by, at=NOON + timedelta(days=day))
        assert (again.status, again.next_on) == ("due", DAY + timedelta(days=day + 1))
    assert noted(call, CallResult.NOT_REACHED, by).status == CallStatus.GIVEN_UP
    assert CallAttempt.objects.count() == 3


def test_the_second_of_two_callers_is_told_that_it_is_done(user_of):
    call = CallBackFactory()
    noted(call, CallResult.PLEASED, user_of("guest_service"))
    with pytest.raises(HotelError, match="already"):
        noted(call, CallResult.PLEASED, user_of("guest_service"))


def test_a_complaint_on_the_phone_is_opened_with_his_words(user_of):
    call, by = CallBackFactory(), user_of("guest_service")
    with pytest.raises(HotelError) as refused:
        noted(call, CallResult.COMPLAINED, by)
    assert refused.value.field == "note"
    assert CallBack.objects.get().attempts == 0
    made = noted(call, CallResult.COMPLAINED, by, note="账单多收了早餐")
    assert (made.complaint.source, made.complaint.guest) == (ComplaintSource.CALL, call.guest)


def test_who_wants_no_calls_is_not_called_after_the_next_stay(user_of):
    call = CallBackFactory(stay=gone(guest=GuestFactory(phones=("13800001234",))))
    noted(call, CallResult.REFUSED, user_of("guest_service"))
    assert not may_contact(call.guest, ConsentPurpose.SERVICE, ContactChannel.PHONE, DAY)
    make_call_backs(stay_ids=[gone(guest=call.guest).pk], on=DAY)
    assert CallBack.objects.get(status=CallStatus.NOT_CALLED).not_called == "no_wish"


@pytest.mark.parametrize("next_on", [None, DAY])
def test_call_again_needs_a_day_to_come(user_of, next_on):
    with pytest.raises(HotelError) as refused:
        noted(CallBackFactory(), CallResult.CALL_AGAIN, user_of("guest_service"), next_on=next_on)
    assert refused.value.field == "next_on"


# --- Visited ------------------------------------------------------------------------------------------------
def test_guests_with_an_open_complaint_are_visited_first_and_once_a_day(user_of):
    by = user_of("guest_service")
    long = StayFactory(status=StayStatus.IN_HOUSE, arrival=DAY - timedelta(days=4), line__room=RoomFactory())
    troubled = StayFactory(status=StayStatus.IN_HOUSE, arrival=DAY, line__room=RoomFactory())
    ComplaintFactory(guest=troubled.guest, stay=troubled)
    assert [row.stay for row in to_visit(DAY)] == [troubled, long]
    for stay in (troubled, long):
        note_visit(stay_id=stay.pk, kind="visit", result=CallResult.PLEASED, note="", by=by, at=NOON)
    assert to_visit(DAY) == []
    with pytest.raises(HotelError, match="already"):
        note_visit(stay_id=long.pk, kind="call", result=CallResult.PLEASED, note="", by=by, at=NOON)
    assert [row.stay for row in to_visit(DAY + timedelta(days=1))] == [troubled]


def test_a_complaint_on_a_visit_is_opened(user_of):
    stay = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    by = user_of("guest_service")
    note_visit(stay_id=stay.pk, kind="visit", result=CallResult.COMPLAINED, note="水不热", by=by, at=NOON)
    assert Complaint.objects.get().room_text == stay.room.number


# --- Asked for ----------------------------------------------------------------------------------------------
def test_a_request_names_the_guest_of_the_room_and_is_escalated_when_it_is_late(user_of):
    stay = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    made = ask(text="加被子", department="rooms", room=stay.room.number, at=NOON)
    assert made.guest == stay.guest
    levels = []
    for minutes in (5, 11, 31, 31, 95):
        escalate_due(at=NOON + timedelta(minutes=minutes))
        levels.append(GuestRequest.objects.get().escalation)
    assert levels == [0, 1, 2, 2, 3]


def test_of_two_colleagues_one_takes_and_one_ends_a_request(user_of):
    first, second = user_of("rooms"), user_of("rooms")
    made = ask(text="加被子", department="rooms", room="1208", at=NOON)
    take_request(request_id=made.pk, by=first, at=NOON)
    with pytest.raises(HotelError):
        take_request(request_id=made.pk, by=second, at=NOON)
    finish_request(request_id=made.pk, by=first, at=NOON)
    with pytest.raises(HotelError):
        finish_request(request_id=made.pk, by=second, at=NOON, is_cancelled=True)
    assert GuestRequest.objects.get().status == "done"


@pytest.mark.parametrize(
    ("wrong", "field"), [({"text": ""}, "text"), ({"room": ""}, "room"), ({"department": "x"}, "department")]
)
def test_a_request_without_words_place_or_department_is_refused(wrong, field):
    with pytest.raises(HotelError) as refused:
        ask(**({"text": "加被子", "department": "rooms", "room": "1208"} | wrong), at=NOON)
    assert refused.value.field == field


def test_calls_visits_and_requests_stand_in_the_guests_timeline(client):
    stay = gone(guest=GuestFactory(phones=("13800001234",)))
    make_call_backs(stay_ids=[stay.pk], on=DAY)
    told = {"result": "complained", "note": "the lift was slow"}
    now, later, last = (timezone.now() + timedelta(minutes=minutes) for minutes in (0, 1, 2))
    CallAttempt.objects.create(call_back=CallBack.objects.get(), at=now, **told)
    Visit.objects.create(stay=stay, guest=stay.guest, business_date=DAY, at=later, result="pleased")
    clock = dict.fromkeys(("opened_at", "take_by", "due_at"), last)
    GuestRequest.objects.create(guest=stay.guest, room_text="1208", text="two pillows", **clock)
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(
        reverse("guests:timeline", args=[stay.guest.number]), {"kind": ["call", "visit", "request"]}
    )
    assert [line.entry.kind for line in page.context["lines"]] == ["request", "visit", "call"]
    assert "the lift was slow" in page.text

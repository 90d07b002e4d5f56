"""Hand-over notes and the briefing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from common.errors import HotelError
from departments import hand_over_notes as notes
from departments.models import HandOverNote
from feedback.care_choices import Cause
from feedback.services.complaints import Told, open_complaint
from guests.choices import Calendar, Department
from guests.models import Note
from reservations.choices import Status, StayStatus
from reservations.selectors import briefing as briefing_selectors
from reservations.selectors.briefing import Point, briefing
from tests.factories import DAY, GuestFactory, LineFactory, RoomFactory, StayFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = timezone.now()


def written(text="0917 空调漏水", department=Department.ROOMS):
    return notes.write_note(department=department, text=text, by=UserFactory(), at=AT)


def test_a_note_stands_on_its_departments_page_until_it_is_done(signed_in):
    client, note = signed_in("rooms"), written()
    written("叫醒 06:00", Department.FRONT_DESK)
    home = reverse("departments:rooms")
    page = client.get(home).content.decode()
    assert "0917 空调漏水" in page
    assert "叫醒 06:00" not in page
    for step, shown in (("take", True), ("done", False), ("reopen", True)):
        answer = client.post(reverse("departments:hand_over_step", args=[note.pk, step]), {"next": home})
        assert answer.headers["Location"] == home
        assert ("0917 空调漏水" in client.get(home).content.decode()) is shown
    note.refresh_from_db()
    assert (note.taken_by, note.done_at) == (client.user, None)


def test_of_two_who_take_a_note_the_first_has_it():
    note, first, second = written(), UserFactory(), UserFactory()
    notes.take_note(note_id=note.pk, by=first, at=AT)
    with pytest.raises(HotelError):
        notes.take_note(note_id=note.pk, by=second, at=AT)
    note.refresh_from_db()
    assert note.taken_by == first
    notes.release_note(note_id=note.pk)
    notes.take_note(note_id=note.pk, by=second, at=AT)


def test_who_finished_it_first_stays():
    note, first = written(), UserFactory()
    notes.finish_note(note_id=note.pk, by=first, at=AT)
    notes.finish_note(note_id=note.pk, by=UserFactory(), at=AT + timedelta(hours=1))
    note.refresh_from_db()
    assert (note.done_by, note.done_at) == (first, AT)


@pytest.mark.parametrize("text", ["  ", "长" * 501])
def test_a_note_without_words_or_with_too_many_is_not_kept(text):
    with pytest.raises(HotelError):
        written(text)
    assert not HandOverNote.objects.exists()


def test_a_note_is_written_on_its_page_and_keeps_who_wrote_it(signed_in):
    client, path = signed_in("food_beverage"), reverse("departments:hand_over")
    assert client.post(path, {"department": "food_beverage", "text": " "}).status_code == 400
    assert client.post(path, {"department": "rooms", "text": "<b>主桌</b>"}).status_code == 302
    note = HandOverNote.objects.get()
    assert (note.department, note.written_by) == ("rooms", client.user)
    assert "&lt;b&gt;主桌" in client.get(path).content.decode()


def test_a_button_never_leads_to_another_host(signed_in):
    client, note = signed_in("rooms"), written()
    step = reverse("departments:hand_over_step", args=[note.pk, "take"])
    answer = client.post(step, {"next": "//evil.example/"})
    assert answer.headers["Location"] == reverse("departments:hand_over")
    assert client.post(reverse("departments:hand_over_step", args=[note.pk, "burn"])).status_code == 404


def in_house(guest, number):
    room = RoomFactory(number=number)
    return StayFactory(guest=guest, status=StayStatus.IN_HOUSE, line__room=room, room=room)


def test_the_briefing_joins_what_every_department_must_know():
    vip = GuestFactory(name="李局长", is_vip=True, vip_reason="市政府")
    was_vip = GuestFactory(is_vip=True, vip_reason="x", vip_until=DAY - timedelta(days=1))
    jubilee = GuestFactory(name="张寿", birthday=date(1970, DAY.month, DAY.day))
    in_house(vip, "T811"), in_house(was_vip, "T812"), in_house(jubilee, "T813")
    troubled, plain = StayFactory(), StayFactory()
    Note.objects.create(guest=troubled.guest, department="guest_service", text="空调故障")
    missing = LineFactory(arrival=DAY - timedelta(days=1), status=Status.NO_SHOW)
    LineFactory(arrival=DAY - timedelta(days=2), status=Status.NO_SHOW)
    page = briefing(on=DAY, may=lambda permission: True)
    assert [(each.number, each.room) for each in page.vips] == [(vip.number, "T811")]
    assert [each.number for each in page.birthdays] == [jubilee.number]
    assert page.no_shows == [missing]
    notable = {arrival.line.pk for arrival in page.notable}
    assert troubled.line_id in notable
    assert plain.line_id not in notable
    assert page.others >= 1


@pytest.mark.parametrize(
    ("today", "born", "calendar"),
    [
        (date(2027, 2, 28), date(1992, 2, 29), Calendar.SOLAR),
        (date(2027, 2, 6), date(1990, 1, 27), Calendar.LUNAR),  # both are the first day of a lunar year
    ],
)
def test_a_birthday_of_a_day_that_this_year_lacks_and_one_by_the_moon_are_told(today, born, calendar):
    guest = GuestFactory(birthday=born, birthday_calendar=calendar)
    StayFactory(guest=guest, arrival=today)
    StayFactory(guest=GuestFactory(birthday=date(1990, 1, 26)), arrival=today)
    page = briefing(on=today, may=lambda permission: False)
    assert [each.number for each in page.birthdays] == [guest.number]


def test_an_app_adds_a_part_to_the_briefing(signed_in, monkeypatch):
    monkeypatch.setattr(briefing_selectors, "_parts", {})
    point = Point("1208 热水不热", mark="紧急", kind="bad")
    briefing_selectors.register_part("complaints", "今日投诉", lambda on: [point])
    briefing_selectors.register_part("secret", "不给他看", lambda on: [], permission="no.such_right")
    written("主桌有人花生过敏", Department.FOOD_BEVERAGE)
    page = signed_in("guest_service").get(reverse("departments:briefing")).content.decode()
    for words in ("今日投诉", "1208 热水不热", "主桌有人花生过敏"):
        assert words in page
    assert "不给他看" not in page


def test_rooms_look_ahead_and_tick_for_tomorrow(signed_in):
    client, tomorrow = signed_in("rooms"), business_date() + timedelta(days=1)
    stay = StayFactory(arrival=tomorrow, line__reservation__special_requests=["加床一张"])
    path = reverse("departments:rooms")
    assert "加床一张" not in client.get(path).content.decode()
    assert "加床一张" in client.get(path, {"on": tomorrow.isoformat()}).content.decode()
    assert stay.guest.name not in client.get(path, {"on": "2000-01-01"}).content.decode()


def test_complaints_that_are_not_settled_stand_on_the_briefing(signed_in):
    open_complaint(told=Told(text="热水不热", cause=Cause.values[0], severity="serious"), at=AT)
    assert "热水不热" in signed_in("guest_service").get(reverse("departments:briefing")).content.decode()

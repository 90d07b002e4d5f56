"""At check-in: what he does not want to say is remembered, and what he says is his own word."""

import pytest
from django.urls import reverse

from common.dates import business_date
from guests.choices import PreferenceCategory
from reservations.models import DeclinedQuestion
from reservations.services.completion import complete_guest, remember_declined
from tests.factories import GuestFactory, RoomFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(db):
    room = RoomFactory()
    return StayFactory(arrival=business_date(), line__room_type=room.room_type, line__room=room)


def check_in(stay) -> str:
    return reverse("reservations:check_in", args=[stay.line.pk])


def test_a_declined_question_is_kept_and_gives_way_to_the_next(stay, signed_in):
    desk = signed_in("front_desk")
    answer = desk.post(check_in(stay), {"room": stay.line.room_id, "declined_document": "on", "phone": "xx"})
    assert answer.context["form"].errors.keys() == {"phone"}
    assert not DeclinedQuestion.objects.exists()  # nothing is half-written
    desk.post(check_in(stay), {"room": stay.line.room_id, "declined_document": "on"})
    kept = DeclinedQuestion.objects.get(guest=stay.guest)
    assert (kept.question, kept.declined_on, kept.noted_by) == (
        "document",
        business_date(),
        desk.user.get_username(),
    )
    again = StayFactory(guest=stay.guest, arrival=business_date(), line__room_type=stay.line.room_type)
    page = desk.get(check_in(again))
    assert page.context["form"].questions == ("phone", "email")


def test_an_answer_counts_more_than_the_box_beside_it(stay, signed_in):
    desk = signed_in("front_desk")
    desk.post(check_in(stay), {"room": stay.line.room_id, "declined_phone": "on", "phone": "13812346621"})
    assert not DeclinedQuestion.objects.exists()
    assert stay.guest.phones.get().digits == "13812346621"


def test_declining_twice_is_one_line(db):
    guest = GuestFactory()
    for _ in range(2):
        remember_declined(guest=guest, questions=["email"], on=business_date(), by="desk")
    assert DeclinedQuestion.objects.count() == 1


def test_what_he_does_not_eat_becomes_a_preference_in_his_own_words(db):
    guest = GuestFactory()
    complete_guest(guest=guest, answers={"diet": "不吃花生"})
    kept = guest.preferences.get()
    assert (kept.category, kept.text, kept.basis) == (PreferenceCategory.DIET, "不吃花生", "stated")

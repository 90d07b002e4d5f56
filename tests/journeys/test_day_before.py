"""What a day is prepared with, in the browser and on paper: arrivals, briefing, tables of kitchen and outlets."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from departments.hand_over_notes import write_note
from guests.models import Note, Preference
from reservations.choices import StayStatus
from reservations.models import Charge, Outlet, Room, RoomType, StayWish
from tests.factories import GuestFactory, StayFactory
from tests.journeys.conftest import serious_faults

pytestmark = pytest.mark.django_db(transaction=True)

#: So many arrivals must find room on one sheet.
ON_ONE_SHEET = 15


def pages_on_paper(page) -> int:
    paper = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


def full_arrivals():
    """As many words as a guest of the house has on a busy day."""
    kind = RoomType.objects.get(code="standard")
    for n in range(ON_ONE_SHEET):
        guest = GuestFactory(name=f"欧阳晓明{n}", phones=("13800001234",))
        StayFactory(
            guest=guest,
            arrival=business_date(),
            line__room_type=kind,
            line__reservation__special_requests=["靠近电梯的高楼层房间", "早餐要素食"],
        )
        for category, text in (("diet", "花生过敏"), ("room", "远离电梯的安静房间"), ("bed", "荞麦枕")):
            Preference.objects.create(guest=guest, category=category, text=text, is_must=category == "diet")
        Note.objects.create(
            guest=guest, department="guest_service", text="上次入住空调故障，已致歉并升级房型"
        )


def test_fifteen_arrivals_and_the_briefing_fit_on_one_sheet_each(house, sign_in):
    full_arrivals()
    for n in range(5):
        write_note(
            department="rooms", text=f"091{n} 空调夜里漏水，工程部上午来修。", by=None, at=timezone.now()
        )
    page = sign_in("front_desk")
    for name in ("arrivals", "briefing"):
        page.goto(reverse(f"departments:{name}"))
        assert serious_faults(page) == []
        assert pages_on_paper(page) == 1, name


def test_a_waiter_finds_his_guest_ticks_an_allergy_and_sees_the_till_post(house, sign_in):
    room = Room.objects.order_by("number").first()
    stays = [
        StayFactory(
            guest=GuestFactory(name=name),
            arrival=business_date(),
            status=StayStatus.IN_HOUSE,
            line__room=room,
            room=room,
        )
        for name, room in (("王晓明", room), ("李四", Room.objects.order_by("number")[1]))
    ]
    Preference.objects.create(guest=stays[0].guest, category="diet", text="花生过敏", is_must=True)
    page = sign_in("food_beverage")
    rows = page.locator("#diners tbody tr:visible")
    assert rows.count() == 1, "for whom nothing has to be prepared waits folded"
    page.fill("[data-find-in]", "lisi")
    rows.get_by_text("李四").wait_for()
    page.fill("[data-find-in]", "wangxiao")
    assert rows.count() == 1
    page.get_by_role("button", name="花生过敏").click()
    page.locator("#diners [aria-pressed=true]").wait_for()
    assert StayWish.objects.get().served_at
    Charge.objects.create(
        stay=stays[1],
        source="till",
        external_id="T1",
        outlet=Outlet.objects.get(code="hunan_restaurant"),
        amount=268,
        posted_at=timezone.now(),
        business_date=business_date(),
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("#till", has_text="268.00").wait_for()

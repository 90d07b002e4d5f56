"""A guest on his own page, on a phone; and the desk, where he becomes a member in less than half a minute."""

import os
import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.models import Consent
from loyalty.models import Membership
from loyalty.own.models import OwnRequest
from loyalty.own.services.codes import send_waiting
from loyalty.own.services.corrections import correct_file
from reservations.choices import StayStatus
from tests.factories import GuestFactory, StayFactory
from tests.journeys.conftest import serious_faults

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}
PAGES = ("home", "details", "likes", "stays", "points", "complaints", "consents", "data")


@pytest.fixture
def anna(house):
    guest = GuestFactory(
        name="王晓明", emails=("xiaoming@example.com",), phones=("13800001234",), language="zh-CN"
    )
    day = business_date() - timedelta(days=3)
    StayFactory(guest=guest, status=StayStatus.CHECKED_OUT, arrival=day)
    return guest


def picture(window, name: str) -> None:
    """Kept where OWN_PICTURES says, for people to look at."""
    if folder := os.environ.get("OWN_PICTURES"):
        window.screenshot(path=f"{folder}/{name}.png", full_page=True)


def faults_of(window) -> list[str]:
    faults = serious_faults(window)
    if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append("wider than the window")
    return [f"{window.url}: {fault}" for fault in faults]


def test_a_guest_comes_in_by_a_code_and_sees_corrects_and_leaves(anna, chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True, locale="zh-CN")
    window = context.new_page()
    window.goto("/me/")
    wrong = faults_of(window)
    picture(window, "start")
    window.fill("input[name=target]", "xiaoming@example.com")
    window.locator("form button.btn-primary").tap()
    window.wait_for_url("**/me/code/")
    wrong += faults_of(window)
    send_waiting(on=business_date(), at=timezone.now())
    window.fill("input[name=code]", re.search(r"\b\d{6}\b", mail.outbox[0].body).group())
    window.locator("form button.btn-primary").tap()
    window.wait_for_url("**/me/home/")
    for name in PAGES:
        window.goto(reverse(f"own:{name}"))
        wrong += faults_of(window)
        picture(window, name)
    window.goto(reverse("own:details"))
    window.fill("input[name=name]", "王晓鸣")
    window.fill("input[name=salutation]", "王老师")
    window.locator("button.survey-next").tap()
    window.wait_for_selector("text=王晓鸣")
    picture(window, "details-waiting")
    window.locator("nav form button").tap()
    window.wait_for_url("**/me/")
    window.goto(reverse("own:details"))
    assert window.url.endswith("/me/")
    context.close()
    anna.refresh_from_db()
    assert (anna.name, anna.salutation) == ("王晓明", "王老师")
    assert OwnRequest.objects.get().changes == {"name": ["王晓明", "王晓鸣"]}
    assert not wrong


def test_the_desk_makes_a_member_in_less_than_half_a_minute(anna, sign_in):
    window = sign_in("front_desk")
    began = time.monotonic()
    window.goto(anna.get_absolute_url())
    window.keyboard.press("n")
    window.wait_for_selector("#join-dialog[open]")
    picture(window, "join")
    window.keyboard.press("Space")
    window.keyboard.press("Enter")
    window.wait_for_url("**/card/")
    assert time.monotonic() - began < 30
    anna.refresh_from_db()
    assert Membership.objects.get().guest == anna
    consent = Consent.objects.get()
    assert (consent.purpose, consent.is_given, consent.recorded_by.username) == (
        "programme", True, "front_desk-zh-hans",
    )  # fmt: skip
    wide, high = window.locator(".member-card").evaluate(
        "card => [card.getBoundingClientRect().width, card.getBoundingClientRect().height]"
    )
    assert abs(wide - 85.6 / 25.4 * 96) < 1
    assert abs(high - 54 / 25.4 * 96) < 1
    wrong = serious_faults(window)
    picture(window, "card")
    correct_file(guest=anna, said={"name": "王晓鸣"}, at=timezone.now())
    window.goto(reverse("own_desk:requests"))
    wrong += serious_faults(window)
    picture(window, "requests")
    window.goto(anna.get_absolute_url())
    window.locator(f"form[action='{reverse('own_desk:link', args=[anna.number])}'] button").click()
    window.wait_for_selector(".qr-large svg")
    wrong += serious_faults(window)
    picture(window, "link")
    window.fill("#search", anna.membership_number)  # as a scanner types it
    window.press("#search", "Enter")
    window.wait_for_selector(f"text={anna.number}")
    assert not wrong

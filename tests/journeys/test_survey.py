"""A guest answers on his phone: every screen readable, large enough for a thumb, in both languages and colours."""

import os
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from feedback.choices import SurveyChannel
from feedback.models import AnswerSet
from feedback.services.links import make_link
from feedback.services.systems import ask_channels
from feedback.services.tablets import pair_tablet, start_on_tablet
from feedback.views.public import TABLET_COOKIE
from reservations.choices import StayStatus
from tests.factories import GuestFactory, RoomFactory, StayFactory
from tests.journeys.conftest import serious_faults

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}
THUMB = 44  # pixels


@pytest.fixture
def stay(house):
    guest = GuestFactory(name="王晓明", language="zh-CN")
    return StayFactory(
        guest=guest, status=StayStatus.IN_HOUSE, arrival=business_date(), line__room=RoomFactory()
    )


@pytest.fixture
def phone(chromium, live_server):
    def take(scheme="light", **kwargs):
        context = chromium.new_context(
            base_url=live_server.url, viewport=PHONE, has_touch=True, color_scheme=scheme, **kwargs
        )
        opened.append(context)
        return context.new_page()

    opened: list = []
    yield take
    for context in opened:
        context.close()


def faults_of(window) -> list[str]:
    faults = serious_faults(window)
    if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append("wider than the window")
    small = window.locator(".survey-step, .survey-buttons button").evaluate_all(
        f"nodes => nodes.filter(n => n.getBoundingClientRect().height < {THUMB}).length"
    )
    return [*faults, *(["too small for a thumb"] if small else [])]


def picture(window, name: str) -> None:
    """Kept where SURVEY_PICTURES says, for people to look at."""
    if folder := os.environ.get("SURVEY_PICTURES"):
        window.screenshot(path=f"{folder}/{name}.png", full_page=True)


def open_link(window, stay, channel=SurveyChannel.ONLINE) -> None:
    _link, token = make_link(channel=channel, on=business_date(), at=timezone.now(), stay=stay)
    window.goto(reverse("survey:open", args=[token]))


def test_a_guest_answers_24_questions_on_his_phone_in_less_than_a_minute(stay, phone):
    window = phone()
    open_link(window, stay)
    began = time.monotonic()
    wrong, looked = [], 0.0
    for screen in range(1, 6):
        looking = time.monotonic()
        wrong += faults_of(window)
        picture(window, f"zh-{screen}")
        looked += time.monotonic() - looking
        for question in window.locator("fieldset.question").all():
            question.locator(".survey-step").nth(screen % 3).tap()
        window.locator(".survey-next").tap()
        window.wait_for_url(f"**/{screen + 1}/")
    wrong += faults_of(window)
    picture(window, "zh-last")
    window.locator("textarea").fill("空调有点吵")
    window.locator(".survey-next").tap()
    window.wait_for_url("**/thanks/")
    wrong += faults_of(window)
    assert not wrong
    assert time.monotonic() - began - looked < 60
    assert AnswerSet.objects.get(stay=stay).answers.count() == 24


@pytest.mark.parametrize("scale", ["keywords", "direct"])
def test_the_other_scales_fit_a_phone_too_in_english_and_by_night(stay, phone, scale):
    ask_channels(
        channels=["online"],
        scale=scale,
        title_zh="感受",
        title_en="How did you like it?",
        complaint_below=None,
    )
    stay.guest.language = "en"
    stay.guest.save()
    window = phone(scheme="dark")
    open_link(window, stay)
    assert "Location" in window.inner_text("main")
    picture(window, f"en-{scale}")
    assert not faults_of(window)


def test_without_javascript_a_survey_is_answered_all_the_same(stay, phone):
    window = phone(java_script_enabled=False)
    open_link(window, stay)
    window.locator("fieldset.question").first.locator("label").first.tap()
    for screen in range(1, 6):
        window.locator(".survey-next").tap()
        window.wait_for_url(f"**/{screen + 1}/")
    window.locator(".survey-next").tap()
    window.wait_for_url("**/thanks/")
    assert AnswerSet.objects.get(stay=stay, finished_at__isnull=False).answers.count() == 1


def test_the_tablet_opens_what_the_desk_starts_and_returns_after_a_minute_of_silence(
    stay, chromium, live_server
):
    tablet, token = pair_tablet(name="Desk 1", by="desk", at=timezone.now())
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1024, "height": 768})
    context.add_cookies([{"name": TABLET_COOKIE, "value": token, "url": live_server.url}])
    window = context.new_page()
    window.clock.install()
    window.goto(reverse("survey:tablet"))
    assert not faults_of(window)
    start_on_tablet(tablet_id=tablet.pk, stay=stay, on=business_date(), at=timezone.now(), by="desk")
    window.clock.run_for(4_000)
    window.wait_for_url("**/1/")
    picture(window, "tablet")
    assert not faults_of(window)
    window.clock.run_for(50_000)
    window.mouse.down()  # somebody is still there
    window.clock.run_for(50_000)
    assert window.url.endswith("/1/")
    answered_at = window.url
    window.clock.run_for(15_000)
    window.wait_for_url("**/tablet/")
    window.goto(answered_at)
    assert window.locator("fieldset.question").count() == 0
    context.close()

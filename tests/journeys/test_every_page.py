"""Every page there is, as it is drawn: readable to a screen reader, no wider than the window, without errors."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Page

from common.dates import business_date
from guests.choices import AlertKind, PreferenceCategory
from guests.models import Alert, Preference
from reservations.choices import StayStatus
from reservations.models import RoomType
from tests.departments.test_access import ADDRESSES, TABLE, address, make_objects
from tests.factories import GuestFactory, StayFactory, UserFactory
from tests.journeys.conftest import AXE, PASSWORD, serious_faults

pytestmark = pytest.mark.django_db(transaction=True)

#: The ends between which all looks lie: the narrowest window there is, with the longer words, and a wide one.
NARROW, WIDE = {"width": 360, "height": 900}, {"width": 1280, "height": 900}
#: Fingers need room on a phone. What depends on width and colours is read again on the desk, the rest is the same.
ON_A_PHONE = {"rules": {"target-size": {"enabled": True}}}
AT_A_DESK = {"runOnly": ["color-contrast", "scrollable-region-focusable"]}
#: Drawn from one template on each page, for the same person: read on the first one.
SAME_EVERYWHERE = ("body > header", "body > dialog")
#: Ends the session of whoever opens it, or begins a new one.
NOT_VISITED = {"account_logout", "account_login", "account_inactive"}


@pytest.fixture
def hotel_in_use(house):
    """A day at the hotel: an arrival with a past and an alert, people in the house, one night computed."""
    today = business_date()
    kind = RoomType.objects.get(code="standard")
    guest = GuestFactory(name="王晓明", phones=("13800001234",), emails=("x@guest.booking.com",))
    Preference.objects.create(guest=guest, category=PreferenceCategory.DIET, text="忌花生", is_must=True)
    Alert.objects.create(guest=guest, kind=AlertKind.ALERT, reason="上次空调异响", starts_on=today)
    StayFactory(guest=guest, arrival=today, line__room_type=kind)
    for days, spend in [(30, 900), (90, 400)]:
        arrival = today - timedelta(days=days)
        StayFactory(guest=guest, arrival=arrival, status=StayStatus.CHECKED_OUT, spend=spend)
    call_command("run_nightly", date=today - timedelta(days=1))
    call_command("run_nightly", date=today)
    return make_objects() | {"number": guest.number}


def is_page(answer) -> bool:
    """False for a file, a part of a page, and an address that only takes what is sent: no window opens those."""
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status_code == 200 and is_html and answer.content.lstrip()[:9].lower() == b"<!doctype"


@pytest.fixture
def ready(monkeypatch):
    """Answers by path that the server hands out as they are, once: each page is rendered once.

    The window itself is not told to take them from here: a browser that is, forgets every style and script.
    """
    answers: dict[str, HttpResponse] = {}
    render = WSGIHandler.get_response

    def hand_out(handler, request):
        return answers.pop(request.get_full_path(), None) or render(handler, request)

    monkeypatch.setattr(WSGIHandler, "get_response", hand_out)
    return answers


def pages() -> list[str]:
    """Names of the addresses that a person opens in a browser."""
    machines = {*TABLE["token"], *TABLE["public"]}
    return sorted(set(ADDRESSES) - machines - NOT_VISITED)


def faults_of_the_look(window: Page, rules: dict, beside: Sequence[str]) -> list[str]:
    faults = serious_faults(window, rules, beside=beside)
    if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append("wider than the window")
    return faults


@pytest.mark.parametrize("quarter", range(4))  # so that several processes share the longest test there is
def test_every_page_is_readable_fits_the_window_and_runs_without_errors(
    hotel_in_use, chromium, live_server, client, ready, quarter
):
    """In English on a phone in the dark, then as wide as a desk and light. In Chinese every page is opened by
    `test_access`, the main ones by journeys."""
    user = UserFactory(is_superuser=True, password=PASSWORD)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    drawn, wrong = 0, []
    context = chromium.new_context(  # without transitions: colours are read as soon as they change
        base_url=live_server.url, viewport=NARROW, color_scheme="dark", reduced_motion="reduce"
    )
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session, {"name": "django_language", "value": "en", "url": live_server.url}])
    context.add_init_script(path=AXE)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    for name in pages()[quarter::4]:
        path = address(name, hotel_in_use)
        answer = client.get(path)
        if not is_page(answer):
            continue
        drawn += 1
        beside = SAME_EVERYWHERE if drawn > 1 else ()
        ready[path] = answer
        window.goto(path)
        faults += faults_of_the_look(window, ON_A_PHONE, beside)
        window.emulate_media(color_scheme="light")
        window.set_viewport_size(WIDE)
        faults += faults_of_the_look(window, AT_A_DESK, beside)
        window.emulate_media(color_scheme="dark")
        window.set_viewport_size(NARROW)
        wrong += [f"{name}: {fault}" for fault in faults]
        faults.clear()
    context.close()
    assert not wrong, "\n".join(wrong)
    assert drawn >= 25, "most addresses are pages of their own"


def test_a_stranger_sees_a_sign_in_that_is_readable(page):
    page.goto(reverse("account_login"))
    assert serious_faults(page) == []

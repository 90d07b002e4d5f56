"""Every page there is, as it is drawn: readable to a screen reader, no wider than the window, without errors."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse

from common.dates import business_date
from guests.choices import AlertKind, PreferenceCategory
from guests.models import Alert, Preference
from reservations.choices import StayStatus
from reservations.models import RoomType
from tests.departments.test_access import ADDRESSES, TABLE, address, make_objects
from tests.factories import GuestFactory, StayFactory, UserFactory
from tests.journeys.conftest import AXE, PASSWORD, serious_faults

pytestmark = pytest.mark.django_db(transaction=True)

#: What depends on width and colours. Everything else of a page is the same in the first look.
OF_THE_LOOK = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable", "html-has-lang"]}
#: Language, width in pixels, colours, rules to read by: the two ends between which the other combinations lie.
LOOKS = [("zh-hans", 1280, "light", None), ("en", 360, "dark", OF_THE_LOOK)]
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


@pytest.mark.parametrize(("language", "width", "scheme", "rules"), LOOKS)
@pytest.mark.parametrize("half", [0, 1])  # so that two processes share the longest test there is
def test_every_page_is_readable_fits_the_window_and_runs_without_errors(
    hotel_in_use, chromium, live_server, client, ready, half, language, width, scheme, rules
):
    user = UserFactory(is_superuser=True, password=PASSWORD)
    client.force_login(user)
    client.cookies["django_language"] = language
    drawn, wrong = 0, []
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([session, {"name": "django_language", "value": language, "url": live_server.url}])
    context.add_init_script(path=AXE)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    for name in pages()[half::2]:
        path = address(name, hotel_in_use)
        answer = client.get(path)
        if not is_page(answer):
            continue
        drawn += 1
        ready[path] = answer
        window.goto(path)
        faults += serious_faults(window, rules, beside=SAME_EVERYWHERE if drawn > 1 else ())
        if window.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append("wider than the window")
        wrong += [f"{name}: {fault}" for fault in faults]
        faults.clear()
    context.close()
    assert not wrong, "\n".join(wrong)
    assert drawn >= 50, "most addresses are pages of their own"


def test_a_stranger_sees_a_sign_in_that_is_readable(page):
    page.goto(reverse("account_login"))
    assert serious_faults(page) == []

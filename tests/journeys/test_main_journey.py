"""The whole chain: a machine books, the desk recognises, the night computes, the manager reads why."""

import json
from datetime import timedelta
from decimal import Decimal
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command

from analytics.value.models import CostInput
from common.dates import business_date, month_start
from common.machines.clients import create_client
from guests.choices import PreferenceCategory
from guests.models import Alert, Preference
from reservations.choices import Status, StayStatus
from reservations.models import RoomType, Stay
from tests.factories import GuestFactory, StayFactory
from tests.journeys.conftest import serious_faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def known_guest(house):
    """王晓明 was here once; he wants a quiet room and had trouble last time."""
    today = business_date()
    guest = GuestFactory(name="王晓明", phones=("13800001234",), industry="manager", income_band=5)
    Preference.objects.create(guest=guest, category=PreferenceCategory.ROOM, text="远离电梯")
    Alert.objects.create(guest=guest, reason="上次空调异响", starts_on=today)
    past = today - timedelta(days=40)
    StayFactory(
        guest=guest,
        arrival=past,
        status=StayStatus.CHECKED_OUT,
        spend=Decimal("900.00"),
        line__room_type=RoomType.objects.get(code="standard"),
    )
    for month in (past, today):
        CostInput.objects.update_or_create(month=month_start(month), defaults={"amount": Decimal("100.00")})
    return guest


@pytest.fixture
def push(live_server, transactional_db):
    """`push(method, path, body)` over real HTTP, as the property management system."""
    scopes = ["reservations:write", "reservations:read", "charges:write", "recognition:read"]
    _client, token = create_client(name="pms", source="pms", scopes=scopes)

    def call(method: str, path: str, body: dict) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        url = f"{live_server.url}/api/v1{path}"
        with urlopen(Request(url, json.dumps(body).encode(), headers, method=method)) as answer:
            return answer.status, json.load(answer)

    return call


def booking_of(today) -> dict:
    return {
        "version": 1,
        "status": "confirmed",
        "origin": "transient",
        "motive": "business",
        "guest": {"name": "Wang Xiaoming", "phones": ["+86 138 0000 1234"]},
        "rooms": [
            {
                "line": "1",
                "room_type": "standard",
                "arrival": str(today),
                "departure": str(today + timedelta(days=1)),
                "adults": 1,
                "nights": [{"date": str(today), "amount": "428.00"}],
            }
        ],
    }


def test_a_pushed_booking_becomes_a_recognised_stay_and_a_value_that_explains_itself(
    push, known_guest, page, sign_in
):
    today = business_date()
    status, answer = push("PUT", "/reservations/pms/J-1", booking_of(today))
    assert status == 201
    stay = Stay.objects.get(line__reservation__external_id="J-1")
    assert stay.guest_id == known_guest.pk, "the same phone and a like name join by themselves"

    # The clerk sees who is coming before he speaks.
    sign_in("front_desk")
    row = page.locator("tr", has_text="王晓明")
    assert "回头客" in row.inner_text()
    assert "远离电梯" in row.inner_text()
    assert "上次空调异响" in row.inner_text()
    assert serious_faults(page) == []

    # One box finds him by the beginning of his pinyin, without a name in the address.
    page.keyboard.press("/")
    page.keyboard.type("wangxiaom")
    page.locator("[role=option]", has_text="王晓明").wait_for()
    assert "wang" not in page.url
    page.keyboard.press("Escape")

    # His name opens his file, and back is back.
    row.get_by_role("link", name="王晓明").click()
    page.get_by_role("heading", name="王晓明").wait_for()
    page.go_back()

    row.get_by_role("link", name="入住").click()
    assert serious_faults(page) == []
    page.get_by_role("button", name="入住").click()
    page.wait_for_load_state("networkidle")
    stay.refresh_from_db()
    assert stay.status == StayStatus.IN_HOUSE
    assert stay.room is not None

    # His dinner arrives from the till, and is on the folio when he leaves.
    dinner = {
        "source": "pms",
        "external_id": "C-1",
        "reservation": "J-1",
        "line": "1",
        "outlet": "hunan_restaurant",
        "amount": "168.00",
        "posted_at": f"{today}T12:30:00+08:00",
    }
    status, answer = push("POST", "/charges/batch", {"items": [dinner]})
    assert answer["items"][0]["status"] in {200, 201}, answer
    page.goto(f"/reservations/rooms/{stay.line_id}/check-out/")
    assert "168.00" in page.content()
    assert serious_faults(page) == []
    page.get_by_role("button", name="退房").click()
    page.wait_for_load_state("networkidle")
    stay.refresh_from_db()
    assert stay.status == StayStatus.CHECKED_OUT
    assert stay.line.status == Status.CHECKED_OUT
    assert stay.spend == Decimal("168.00") + Decimal("428.00"), "dinner and the night he booked"

    call_command("run_nightly", date=stay.departure, verbosity=0)

    # The manager, in English: from the matrix to the guest, and why he is where he is.
    sign_in("management", language="en")
    page.goto("/value/")
    assert serious_faults(page) == []
    value_class = known_guest.values.get(run__is_current=True).value_class
    page.locator(f"a[href*='value_class={value_class}']").first.click()
    page.get_by_role("link", name="王晓明").click()
    explained = page.locator("#value").inner_text()
    assert "CCV" in explained or "current value" in explained.lower()
    assert serious_faults(page) == []

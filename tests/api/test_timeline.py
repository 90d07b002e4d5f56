"""A guest's timeline: everything once, newest first, as far as the scopes reach."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guests.models import Guest, Note, Preference
from tests.api.bookings import booking, room
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(pms):
    """The number of a guest with two stays, charges, preferences at one moment, and notes."""
    for number, arrival, departure in (
        ("B1", "2026-03-01", "2026-03-03"),
        ("B2", "2026-03-11", "2026-03-13"),
    ):
        said = room(arrival=arrival, departure=departure)
        pms.put(f"/reservations/pms/{number}", booking(status="checked_out", rooms=[said]))
    charge = {"external_id": "T1", "reservation": "B1", "outlet": "hunan_restaurant", "amount": "168.00"}
    pms.post("/charges/batch", {"items": [{**charge, "posted_at": "2026-03-02T20:00:00+08:00"}]})
    guest = Guest.objects.get()
    at = timezone.now() - timedelta(days=9)
    for text in ("quiet room", "high floor", "green tea"):
        Preference.objects.create(guest=guest, category="room", text=text)
    Preference.objects.update(created_at=at)
    Note.objects.create(guest=guest, department="front_desk", text="likes to talk of fishing")
    Note.objects.create(guest=guest, department="front_desk", text="a secret", is_confidential=True)
    return guest.number


def kinds(answer):
    return [item["kind"] for item in answer.json()["items"]]


def test_what_happened_stands_in_one_list_newest_first(pms, history):
    answer = pms.get(f"/guests/{history}/timeline")
    moments = [item["at"] for item in answer.json()["items"]]
    assert moments == sorted(moments, reverse=True)
    assert sorted(set(kinds(answer))) == [
        "booking",
        "charges",
        "confidential_note",
        "note",
        "preference",
        "stay",
    ]
    stay = next(item for item in answer.json()["items"] if item["kind"] == "stay")
    assert (stay["source"], stay["by_machine"]) == ("pms", True)
    charged = next(item for item in answer.json()["items"] if item["kind"] == "charges")
    assert "168.00" in charged["title"]


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_page_by_page_nothing_is_missed_or_repeated_even_at_one_moment(pms, history, limit):
    whole = pms.get(f"/guests/{history}/timeline?limit=100").json()["items"]
    read, cursor = [], ""
    while cursor is not None:
        page = pms.get(f"/guests/{history}/timeline?limit={limit}&cursor={cursor}").json()
        read += page["items"]
        cursor = page["next"]
        assert len(read) <= len(whole)
    assert read == whole


def test_confidential_notes_need_a_scope_of_their_own(machine, history):
    reader = machine("guests:read")
    assert "a secret" not in reader.get(f"/guests/{history}/timeline").content.decode()
    assert reader.get(f"/guests/{history}/timeline?kind=confidential_note").status_code == 422
    allowed = machine("guests:read", "guests:confidential")
    assert kinds(allowed.get(f"/guests/{history}/timeline?kind=confidential_note")) == ["confidential_note"]


def test_kinds_and_fields_are_chosen_by_name(pms, history):
    answer = pms.get(f"/guests/{history}/timeline?kind=stay,note&fields=kind,at")
    assert set(kinds(answer)) == {"stay", "note"}
    assert {frozenset(item) for item in answer.json()["items"]} == {frozenset({"kind", "at"})}


@pytest.mark.parametrize(
    "cursor", ["x", "MQ", "bm90IGEgY3Vyc29y", "MjAyNi0wMS0wMVQwMDowMDowMCBzdGF5IDE", "%00"]
)
def test_a_cursor_that_we_did_not_write_is_refused(pms, history, cursor):
    assert pms.get(f"/guests/{history}/timeline?cursor={cursor}").status_code == 422


def test_the_length_of_the_history_costs_no_queries(pms, history, django_assert_max_num_queries):
    guest = Guest.objects.get()
    with django_assert_max_num_queries(16):
        pms.get(f"/guests/{history}/timeline")
    for number in range(30):
        Preference.objects.create(guest=guest, category="room", text=f"wish {number}")
        pms.put(f"/reservations/pms/C{number}", booking(status="checked_out"))
    with django_assert_max_num_queries(16):
        pms.get(f"/guests/{history}/timeline")


def test_a_guest_without_a_completed_night_has_no_value_yet(machine):
    number = GuestFactory().number
    body = machine("value:read").get(f"/guests/{number}/value").json()
    assert (body["guest"], body["class"], body["ccv"], body["why"]) == (number, None, None, [])


def test_a_phone_in_any_spelling_is_recognised(machine):
    known = GuestFactory(name="王晓明", phones=("13800001234",))
    found = machine("recognition:read").get("/recognition?phone=138 0000-1234").json()["items"]
    assert [item["guest"] for item in found] == [known.number]
    assert machine("recognition:read").get("/recognition?phone=nonsense").json()["items"] == []

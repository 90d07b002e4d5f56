import json

import pytest
from django.test import Client
from django.urls import reverse

from common.machines.clients import create_client
from reservations.models import CodeMapping, QuarantineItem, Reservation
from tests.api.bookings import booking, room

pytestmark = pytest.mark.django_db


@pytest.fixture
def send():
    """`send("B1", booking())` pushes a booking as the property management system."""
    _client, token = create_client(name="PMS", source="pms", scopes=["reservations:write"])

    def put(external_id, message):
        answer = Client().put(
            f"/api/v1/reservations/pms/{external_id}",
            json.dumps(message),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 201, answer.content

    return put


def unknown_type(external_id, send):
    send(external_id, booking(rooms=[room(room_type="DLX")]))
    return QuarantineItem.objects.get(external_id=external_id)


def test_mapping_an_unknown_code_takes_in_everything_that_waited_for_it(signed_in, send):
    page = signed_in("crm_centre")
    first, second = unknown_type("B1", send), unknown_type("B2", send)
    shown = page.get(reverse("departments:quarantine_item", args=[first.pk])).content.decode()
    assert "DLX" in shown
    page.post(reverse("departments:quarantine_map", args=[first.pk]), {"code": "standard"})
    assert CodeMapping.objects.get().code == "standard"
    assert {item.status for item in QuarantineItem.objects.all()} == {QuarantineItem.Status.REPLAYED}
    assert QuarantineItem.objects.get(pk=second.pk).resolved_by == page.user
    lines = [r.lines.get().room_type.code for r in Reservation.objects.order_by("external_id")]
    assert lines == ["standard", "standard"]


def test_a_code_that_is_not_ours_is_refused_and_nothing_is_mapped(signed_in, send):
    page, item = signed_in("crm_centre"), unknown_type("B1", send)
    answer = page.post(reverse("departments:quarantine_map", args=[item.pk]), {"code": "castle"})
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors
    assert not CodeMapping.objects.exists()


def test_what_is_still_unknown_stays_open_when_taken_in_again(signed_in, send):
    page, item = signed_in("crm_centre"), unknown_type("B1", send)
    page.post(reverse("departments:quarantine_replay", args=[item.pk]))
    item.refresh_from_db()
    assert item.status == QuarantineItem.Status.OPEN


def test_all_like_this_takes_in_those_of_one_source_and_reason_only(signed_in, send):
    page = signed_in("crm_centre")
    items = [unknown_type("B1", send), unknown_type("B2", send)]
    send("B3", booking(channel="OTA-9"))
    CodeMapping.objects.create(source="pms", kind="room_type", external_code="DLX", code="standard")
    page.post(reverse("departments:quarantine_replay", args=[items[0].pk]), {"alike": "1"})
    still_open = QuarantineItem.objects.filter(status="open")
    assert [item.external_id for item in still_open] == ["B3"]


def test_a_dismissed_message_stays_on_the_list_with_who_did_it(signed_in, send):
    page, item = signed_in("crm_centre"), unknown_type("B1", send)
    page.post(reverse("departments:quarantine_dismiss", args=[item.pk]))
    item.refresh_from_db()
    assert (item.status, item.resolved_by) == (QuarantineItem.Status.DISMISSED, page.user)
    listed = page.get(reverse("departments:quarantine"), {"status": "dismissed"})
    assert [row.object for row in listed.context["list"].rows] == [item]


def test_the_list_leads_to_the_item_and_names_the_reason(signed_in, send):
    page, item = signed_in("crm_centre"), unknown_type("B1", send)
    listed = page.get(
        reverse("departments:quarantine"), {"status": "open", "reason": item.reason, "source": "pms"}
    )
    assert reverse("departments:quarantine_item", args=[item.pk]) in listed.content.decode()
    assert item.reason not in [cell.text for row in listed.context["list"].rows for cell in row.cells]


def test_the_page_shows_no_document_number_and_of_phones_and_emails_a_part(signed_in, send):
    page = signed_in("crm_centre")
    guest = {
        "name": "王晓明",
        "phones": ["+8613812346621"],
        "emails": ["ming@example.com"],
        "document": {"type": "passport", "number": "E12345678", "country": "CN"},
    }
    send("B1", booking(guest=guest, rooms=[room(room_type="DLX")]))
    item = QuarantineItem.objects.get()
    sealed = item.payload["guest"]["document"]["sealed_number"]
    shown = page.get(reverse("departments:quarantine_item", args=[item.pk])).content.decode()
    assert sealed not in shown
    assert all(kept not in shown for kept in ("E12345678", "13812346621", "ming@"))
    assert "6621" in shown
    assert "passport" in shown

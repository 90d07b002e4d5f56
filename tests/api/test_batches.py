"""Batches, idempotency, parallel pushes."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.machines.clients import create_client
from common.machines.scopes import SCOPES
from common.models import IdempotencyRecord
from guests.models import Guest
from reservations.models import Charge, QuarantineItem, Reservation, Stay
from reservations.services.quarantine import map_code, replay_passing
from tests.api.bookings import booking, room
from tests.api.conftest import API, Machine
from tests.conftest import furnish_house
from tests.factories import StayFactory

BATCH = "/reservations/batch"


def item(number, **said):
    guest = {"name": f"客人{number}", "phones": [f"+86138{number:08d}"]}
    return {"external_id": f"X{number}"} | booking(guest=guest, **said)


@pytest.mark.django_db
def test_each_item_of_a_batch_has_its_own_result(pms):
    items = [
        item(1),
        {"external_id": "X2"},
        item(3),
        item(1, remarks="other"),
        {"external_id": "X4", "source": "ota"},
    ]
    answer = pms.post(BATCH, {"items": items})
    assert answer.status_code == 207, answer.content
    body = answer.json()
    assert [result["status"] for result in body["items"]] == [201, 422, 201, 409, 422]
    assert (body["accepted"], body["refused"]) == (2, 3)
    assert body["items"][1]["problem"]["errors"][0]["pointer"] == "/status"
    assert Reservation.objects.count() == 2


@pytest.mark.django_db
def test_an_atomic_batch_is_all_or_nothing(pms):
    pms.post(BATCH, {"items": [item(1)]})
    answer = pms.post(f"{BATCH}?atomic=true", {"items": [item(2), item(1, remarks="other")]})
    assert [result["status"] for result in answer.json()["items"]] == [424, 409]
    assert Reservation.objects.count() == 1
    assert QuarantineItem.objects.get().reason == "version-conflict"
    answer = pms.post(f"{BATCH}?atomic=true", {"items": [item(2), {"external_id": "bad"}]})
    assert [result["status"] for result in answer.json()["items"]] == [424, 422]
    assert Reservation.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["yes", "2", ""])
def test_an_unclear_wish_for_all_or_nothing_is_refused_not_guessed(pms, said):
    answer = pms.post(f"/reservations/batch?atomic={said}", {"items": [item(1)]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "?atomic"
    assert not Reservation.objects.exists()


@pytest.mark.django_db
def test_create_modify_and_cancel_in_one_batch_end_as_the_last_version_says(pms):
    items = [
        item(1, version=2, remarks="two"),
        {"external_id": "X1", "version": 3, "status": "cancelled"},
        item(1),
    ]
    results = pms.post(BATCH, {"items": items}).json()["items"]
    assert [result["reason"] for result in results] == ["created", "changed", "stale"]
    stored = Reservation.objects.get()
    assert (stored.status, stored.remarks, stored.version) == ("cancelled", "two", 3)


@pytest.mark.django_db
def test_one_new_guest_in_many_bookings_of_a_batch_gets_one_file(pms):
    same = {"name": "王晓明", "phones": ["13800001234"]}
    spelt = {"latin_name": "Xiaoming Wang", "phones": ["+86 138 0000 1234"]}
    items = [{"external_id": f"X{n}"} | booking(guest=spelt if n % 2 else same) for n in range(6)]
    people = [result["people"][0]["guest"] for result in pms.post(BATCH, {"items": items}).json()["items"]]
    assert len(set(people)) == 1
    guest = Guest.objects.get()
    assert (guest.name, guest.latin_name) == ("王晓明", "Xiaoming Wang")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["confirmed", "checked_out"])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_size(
    pms, django_assert_max_num_queries, status
):
    pms.post(BATCH, {"items": [item(0)]})
    for size in (1, 150):
        start = size * 1000
        items = [item(start + n, status=status) for n in range(size)]
        with django_assert_max_num_queries(60):
            assert pms.post(BATCH, {"items": items}).json()["accepted"] == size
        changed = [entry | {"version": 2, "remarks": "again"} for entry in items]
        with django_assert_max_num_queries(60):
            assert pms.post(BATCH, {"items": changed}).json()["accepted"] == size


@pytest.mark.django_db
@pytest.mark.parametrize("items", [[], {"a": 1}, None, [item(n) for n in range(501)]])
def test_a_batch_holds_one_to_five_hundred_items(pms, items):
    answer = pms.post(BATCH, {"items": items})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/items"


@pytest.mark.django_db
def test_a_repeated_post_with_the_same_key_gets_the_stored_answer(pms):
    first = pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1")
    second = pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1")
    assert second["Idempotency-Replayed"] == "true"
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert "Idempotency-Replayed" not in first
    other = pms.post(BATCH, {"items": [item(2)]}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["type"]) == (422, "/api/v1/problems/key-reused")
    assert pms.post(BATCH, {"items": [item(2)]}, Idempotency_Key="x" * 256).status_code == 422


@pytest.mark.django_db
def test_keys_belong_to_their_client_and_a_revoked_token_replays_nothing(pms, machine):
    pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1")
    ota = machine(source="ota")
    assert ota.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1").status_code == 207
    pms.client.revoked_at = pms.client.created_at
    pms.client.save()
    assert pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1").status_code == 401


@pytest.mark.django_db
def test_after_a_day_a_key_is_forgotten(pms):
    pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1")
    IdempotencyRecord.objects.update(created_at="2020-01-01T00:00:00Z")
    assert pms.post(BATCH, {"items": [item(2)]}, Idempotency_Key="k1").json()["accepted"] == 1


@pytest.mark.django_db
def test_a_failed_request_leaves_neither_key_nor_work(pms, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr("reservations.services.push.keep_doubts", fail)
    assert pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1").status_code == 500
    monkeypatch.undo()
    assert not IdempotencyRecord.objects.exists()
    assert not Reservation.objects.exists()
    assert pms.post(BATCH, {"items": [item(1)]}, Idempotency_Key="k1").json()["accepted"] == 1


def in_parallel(count, work):
    def run(number):
        try:
            work(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def parallel(django_db_setup, django_db_blocker):
    """A client whose rows other connections see; only they are removed again, so that the house stays furnished."""
    with django_db_blocker.unblock():
        furnish_house()  # a transactional test may have emptied it
        client, token = create_client(name="parallel", source="parallel", scopes=SCOPES, rate_limit=1_000_000)
        try:
            yield Machine(client, token)
        finally:
            ours = {"line__reservation__source": "parallel"}
            Charge.objects.filter(**{f"stay__{name}": value for name, value in ours.items()}).delete()
            Stay.objects.filter(**ours).delete()
            QuarantineItem.objects.filter(source="parallel").delete()
            Reservation.objects.filter(source="parallel").delete()
            Guest.objects.filter(source="parallel").delete()
            client.delete()
            connection.close()


def ours(model):
    return model.objects.filter(source="parallel")


def test_one_booking_sent_a_hundred_times_at_once_is_one_booking_and_one_guest(parallel):
    body = json.dumps(booking(status="checked_out", rooms=[room(room="1208")])).encode()
    headers = {"Authorization": f"Bearer {parallel.token}"}
    answers = []

    def push(number):
        client = Client(raise_request_exception=False)
        for _ in range(10):
            answer = client.generic(
                "PUT",
                f"{API}/reservations/parallel/B1",
                body,
                content_type="application/json",
                headers=headers,
            )
            answers.append((answer.status_code, answer.json()["reason"]))

    in_parallel(10, push)
    assert sorted(answers) == [(200, "same")] * 99 + [(201, "created")]
    assert (ours(Reservation).count(), ours(Guest).count()) == (1, 1)
    assert Stay.objects.filter(guest__source="parallel").count() == 1
    assert str(Charge.objects.get(stay__guest__source="parallel").amount) == "776.00"


def test_one_new_guest_in_many_bookings_at_once_gets_one_file_and_one_room_one_party(parallel):
    headers = {"Authorization": f"Bearer {parallel.token}"}
    statuses = []

    def push(number):
        answer = Client(raise_request_exception=False).generic(
            "PUT",
            f"{API}/reservations/parallel/P{number}",
            json.dumps(booking(status="in_house", rooms=[room(room="1208")])).encode(),
            content_type="application/json",
            headers=headers,
        )
        statuses.append(answer.status_code)

    in_parallel(8, push)
    assert statuses == [201] * 8
    assert ours(Guest).count() == 1
    assert Stay.objects.filter(status="in_house", guest__source="parallel").count() == 1
    assert ours(QuarantineItem).filter(reason="room-taken").count() == 7


# --- Charges ---------------------------------------------------------------------------------------------
CHARGES = "/charges/batch"


def charge(number, **said):
    whole = {
        "external_id": f"C{number}",
        "reservation": "B1",
        "outlet": "hunan_restaurant",
        "amount": "100.00",
        "posted_at": "2026-06-02T02:00:00+08:00",
    }
    return {key: value for key, value in (whole | said).items() if value is not None}


@pytest.fixture
def stay(db):
    return StayFactory(status="in_house", line__reservation__source="pms", line__reservation__external_id="B1",
                       line__room=None, line__status="confirmed")  # fmt: skip


@pytest.mark.django_db
def test_charges_are_posted_corrected_and_refunded_and_the_stay_keeps_the_sum(pms, stay):
    items = [
        charge(1),
        charge(2, amount="-30", refund_of="C1"),
        charge(3, outlet=None, category="shop", amount=7.5),
    ]
    answer = pms.post(CHARGES, {"items": items})
    assert [one["outcome"] for one in answer.json()["items"]] == ["created"] * 3
    stay.refresh_from_db()
    assert str(stay.spend) == "77.50"
    assert Charge.objects.get(external_id="C1").business_date.isoformat() == "2026-06-01"
    again = pms.post(CHARGES, {"items": [charge(1, amount="110"), charge(2, amount="-30", refund_of="C1")]})
    assert [one["outcome"] for one in again.json()["items"]] == ["changed", "same"]
    stay.refresh_from_db()
    assert str(stay.spend) == "87.50"


@pytest.mark.django_db
def test_a_till_of_another_source_finds_the_booking_by_our_number_or_its_own(machine, stay):
    till = machine(source="till")
    confirmation = stay.line.reservation.confirmation
    items = [charge(1, reservation=confirmation), charge(2)]
    assert till.post(CHARGES, {"items": items}).json()["accepted"] == 2
    stay.refresh_from_db()
    assert str(stay.spend) == "200.00"


@pytest.mark.django_db
def test_what_cannot_be_placed_waits_and_is_posted_once_it_can_be(pms, stay):
    items = [charge(1, outlet="POS7"), charge(2, reservation="NOPE"), charge(3, line="9"),
             charge(4, amount="-5", refund_of="C99")]  # fmt: skip
    results = pms.post(CHARGES, {"items": items}).json()["items"]
    assert [one["status"] for one in results] == [202] * 4
    reasons = sorted(QuarantineItem.objects.filter(kind="charge").values_list("reason", flat=True))
    assert reasons == ["unknown-line", "unknown-outlet", "unknown-refund", "unknown-reservation"]
    assert map_code(source="pms", kind="outlet", external_code="POS7", code="bar", at=timezone.now()) == 1
    assert Charge.objects.get().outlet.code == "bar"
    assert QuarantineItem.objects.filter(status="open").count() == 3


@pytest.mark.django_db
def test_a_real_room_charge_replaces_the_one_made_of_the_booked_nights(pms):
    pms.put("/reservations/pms/B1", booking(status="checked_out"))
    assert str(Stay.objects.get().spend) == "776.00"
    pms.post(CHARGES, {"items": [charge(1, outlet="rooms", amount="800")]})
    assert str(Stay.objects.get().spend) == "800.00"
    assert not Charge.objects.filter(is_from_nights=True).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"amount": "5", "refund_of": "C9"}, "/amount"),
        ({"outlet": None}, "/outlet"),
        ({"posted_at": "yesterday"}, "/posted_at"),
        ({"source": "ota"}, "/source"),
    ],
)
def test_an_unusable_charge_says_what_is_wrong(pms, stay, said, pointer):
    result = pms.post(CHARGES, {"items": [charge(1, **said), charge(2)]}).json()["items"]
    assert [one["status"] for one in result] == [422, 201]
    assert result[0]["problem"]["errors"][0]["pointer"] == pointer


@pytest.mark.django_db
def test_a_charge_that_came_before_its_booking_is_posted_once_the_booking_is_there(pms):
    pms.post(CHARGES, {"items": [charge(1)]})
    assert replay_passing(at=timezone.now()) == 0
    pms.put("/reservations/pms/B1", booking(status="cancelled"))
    assert replay_passing(at=timezone.now()) == 1
    assert Charge.objects.get().external_id == "C1"

"""Bookings come in from machines."""

import itertools
from copy import deepcopy
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guests.models import Guest, GuestEmail, MatchReview
from guests.person_shape import PERSON
from guests.services.files import update_guest
from reservations.models import QuarantineItem, Reservation, ReservationLine, Stay
from reservations.push_shapes import BOOKING, ROOM, ROOM_GUEST
from reservations.services.quarantine import map_code, replay
from reservations.services.sharers import leave_alone
from tests.api.bookings import GUEST, booking, room
from tests.factories import GuestFactory, StayFactory

pytestmark = pytest.mark.django_db

PATH = "/reservations/pms/B1"


def open_reasons(external_id="B1"):
    items = QuarantineItem.objects.filter(external_id=external_id, status="open")
    return sorted(items.values_list("reason", flat=True))


def test_a_new_booking_is_created_with_its_room_its_nights_and_its_guest(pms):
    answer = pms.put(PATH, booking(channel="ctrip", motive="business"))
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["applied"], body["reason"]) == (True, "created")
    assert body["people"][0]["match"] == "created"
    stored = body["reservation"]
    assert (stored["channel"], stored["status"], stored["motive"]) == ("ctrip", "confirmed", "business")
    assert stored["rooms"][0]["amount"] == "776.00"
    assert stored["rooms"][0]["stays"][0]["status"] == "expected"
    assert pms.get(PATH).json() == stored
    assert pms.get(PATH)["ETag"] == answer["ETag"]


def test_a_guest_known_under_a_slightly_different_name_is_recognised(pms):
    known = GuestFactory(name="王小明", phones=("13800001234",), birthday=None)
    StayFactory(guest=known, status="checked_out")
    answer = pms.put(PATH, booking(guest={"latin_name": "Wang Xiaoming", "phones": ["138 0000 1234"]})).json()
    person = answer["people"][0]
    assert (person["guest"], person["match"]) == (known.number, "matched")
    assert person["recognition"]["returning"] is True
    assert Guest.objects.count() == 1


def test_without_the_scope_nobody_learns_whether_a_guest_is_returning(machine):
    narrow = machine("reservations:write")
    answer = narrow.put(PATH, booking()).json()
    assert "recognition" not in answer["people"][0]


def test_a_newer_version_changes_an_older_one_is_stale_the_same_writes_nothing(pms):
    pms.put(PATH, booking(version=3, remarks="three"))
    changed = pms.put(PATH, booking(version=5, remarks="five"))
    assert (changed.status_code, changed.json()["reason"]) == (200, "changed")
    stale = pms.put(PATH, booking(version=4, remarks="four")).json()
    assert (stale["applied"], stale["reason"]) == (False, "stale")
    before = Reservation.objects.values("updated_at", "lock_version").get()
    same = pms.put(PATH, booking(version=5, remarks="five")).json()
    assert (same["applied"], same["reason"]) == (False, "same")
    assert Reservation.objects.values("updated_at", "lock_version").get() == before
    assert pms.get(PATH).json()["remarks"] == "five"


def test_other_content_under_the_same_version_is_refused_and_kept(pms):
    pms.put(PATH, booking(remarks="first"))
    answer = pms.put(PATH, booking(remarks="second"))
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert open_reasons() == ["version-conflict"]
    replay(items=QuarantineItem.objects.all(), at=timezone.now())
    assert pms.get(PATH).json()["remarks"] == "second"
    assert open_reasons() == []


def test_where_there_is_no_version_the_time_of_the_change_decides(pms):
    def at(hour, remarks):
        return booking(version=None, updated_at=f"2026-05-01T{hour}:00:00+08:00", remarks=remarks)

    pms.put(PATH, at(12, "noon"))
    assert pms.put(PATH, at(11, "before")).json()["reason"] == "stale"
    assert pms.put(PATH, at(13, "after")).json()["reason"] == "changed"


def test_without_version_and_time_a_change_must_say_which_state_it_changes(pms):
    first = pms.put(PATH, booking(version=None))
    assert first.status_code == 201
    assert pms.put(PATH, booking(version=None, remarks="new")).status_code == 428
    assert pms.put(PATH, booking(version=None, remarks="new"), If_Match='"other"').status_code == 412
    assert pms.put(PATH, booking(version=None, remarks="new"), If_Match=first["ETag"]).status_code == 200


def test_a_stale_etag_is_refused_even_with_a_newer_version(pms):
    etag = pms.put(PATH, booking())["ETag"]
    pms.put(PATH, booking(version=2, remarks="changed"))
    answer = pms.put(PATH, booking(version=3), If_Match=etag)
    assert answer.status_code == 412
    assert pms.get(PATH).json()["version"] == 2


def test_rooms_that_are_left_out_are_cancelled(pms):
    pms.put(PATH, booking(rooms=[room("1"), room("2")]))
    pms.put(PATH, booking(version=2, rooms=[room("2")]))
    lines = {line["line"]: line["status"] for line in pms.get(PATH).json()["rooms"]}
    assert lines == {"1": "cancelled", "2": "confirmed"}
    assert pms.get(PATH).json()["status"] == "confirmed"


def final_state(pms, path):
    state = pms.get(path).json()
    return {key: state[key] for key in state if key not in ("external_id", "confirmation", "guest")} | {
        "rooms": [
            {**line, "stays": [{**stay, "guest": ""} for stay in line["stays"]]} for line in state["rooms"]
        ]
    }


MESSAGES = {
    "create": booking(version=1, rooms=[room("1"), room("2", guests=[{"name": "李芳"}])]),
    "modify": booking(version=2, remarks="late arrival", rooms=[room("1", adults=2)]),
    "cancel": {"version": 3, "status": "cancelled"},
}


def test_create_modify_cancel_end_in_the_same_state_in_all_six_orders_each_sent_twice(pms):
    states = []
    for number, order in enumerate(itertools.permutations(MESSAGES)):
        path = f"/reservations/pms/SIX-{number}"
        for name in order:
            pms.put(path, MESSAGES[name])
            pms.put(path, MESSAGES[name])
        states.append(final_state(pms, path))
    assert states[0]["status"] == "cancelled"
    assert [line["status"] for line in states[0]["rooms"]] == ["cancelled", "cancelled"]
    assert all(state == states[0] for state in states)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.lists(st.sampled_from(sorted(MESSAGES)), min_size=3, max_size=9).filter(lambda o: len({*o}) == 3)
)
def test_any_delivery_of_all_messages_ends_in_the_same_state(pms, order):
    count = Reservation.objects.count()
    expected, path = f"/reservations/pms/E{count}", f"/reservations/pms/D{count}"
    for name in ("create", "modify", "cancel"):
        pms.put(expected, MESSAGES[name])
    for name in order:
        pms.put(path, MESSAGES[name])
    assert final_state(pms, path) == final_state(pms, expected)


def test_a_superseded_version_never_revives_a_cancellation_but_a_newer_one_does(pms):
    pms.put(PATH, booking())
    pms.put(PATH, {"version": 3, "status": "cancelled"})
    pms.put(PATH, booking(version=2))
    assert pms.get(PATH).json()["status"] == "cancelled"
    pms.put(PATH, booking(version=4))
    assert pms.get(PATH).json()["rooms"][0]["stays"][0]["status"] == "expected"


def test_check_in_and_check_out_can_be_taken_back(pms):
    def say(version, status):
        pms.put(PATH, booking(version=version, status=status, rooms=[room(room="1208")]))
        return Stay.objects.get()

    assert say(1, "in_house").checked_in_at is not None
    stay = say(2, "checked_out")
    assert (stay.status, str(stay.spend)) == ("checked_out", "776.00")
    stay = say(3, "in_house")
    assert (stay.status, stay.checked_out_at, stay.spend) == ("in_house", None, 0)
    stay = say(4, "confirmed")
    assert (stay.status, stay.checked_in_at) == ("expected", None)


@pytest.mark.parametrize("status", ["cancelled", "no_show"])
def test_cancelled_and_no_show_are_no_stays(pms, status):
    pms.put(PATH, booking(status=status))
    stay = Stay.objects.get()
    assert (stay.status, stay.spend) == ("void", 0)


def test_day_use_has_no_night_but_its_price(pms):
    day = room(arrival="2026-06-01", departure="2026-06-01", nights=[{"date": "2026-06-01", "amount": "200"}])
    pms.put(PATH, booking(status="checked_out", rooms=[day]))
    stay = Stay.objects.get()
    assert (stay.nights, str(stay.spend)) == (0, "200.00")


def test_sharers_each_have_a_stay_one_pays_and_a_companion_is_only_recorded(pms):
    guests = [{"name": "王晓明"}, {"name": "李芳", "pays": True}, {"name": "王小宝", "shares": False}]
    pms.put(PATH, booking(status="checked_out", guest=None, rooms=[room(guests=guests)]))
    stays = {stay.guest.name: str(stay.spend) for stay in Stay.objects.select_related("guest")}
    assert stays == {"王晓明": "0.00", "李芳": "776.00"}
    assert Guest.objects.get(name="王小宝").related_from.get().guest.name == "王晓明"


def test_several_rooms_under_one_name_are_one_stay_that_bears_the_money_of_all(pms):
    pms.put(PATH, booking(status="checked_out", rooms=[room("1"), room("2")]))
    assert str(Stay.objects.get().spend) == "1552.00"
    assert open_reasons() == []


def test_the_booker_who_never_arrives_has_no_stay(pms):
    pms.put(PATH, booking(booker={"name": "陈秘书", "phones": ["13900000001"]}))
    assert list(Stay.objects.values_list("guest__name", flat=True)) == ["王晓明"]
    assert Reservation.objects.get().booker.name == "陈秘书"


def test_thin_data_never_erases_and_never_overwrites_what_staff_confirmed(pms):
    pms.put(PATH, booking(guest=GUEST | {"nationality": "CN"}))
    guest = Guest.objects.get()
    update_guest(guest=guest, changes={"language": "zh-CN", "gender": ""}, expected_version=None)
    thin = {
        "name": "WANG XIAOMING",
        "phones": GUEST["phones"],
        "language": "en",
        "latin_name": "Wang Xiaoming",
    }
    pms.put(PATH, booking(version=2, guest=thin))
    guest.refresh_from_db()
    assert (guest.name, guest.latin_name, guest.language) == ("王晓明", "Wang Xiaoming", "zh-CN")
    assert (guest.nationality, guest.birthday.year) == ("CN", 1980)
    assert GuestEmail.objects.get().address == "xiaoming@example.com"


def test_protected_fields_of_a_guest_cannot_be_pushed(pms):
    protected = {
        "is_vip": True, "vip_reason": "x", "number": "G00000099", "confirmed_fields": ["name"], "merged_into": 1,
        "credit": 4, "is_anonymous": True, "is_synthetic": True, "created_by": "x", "former_names": ["x"], "id": 7,
    }  # fmt: skip
    answer = pms.put(PATH, booking(guest=GUEST | protected, id=7, confirmation="R00000077", created_by="x"))
    assert answer.status_code == 201
    guest, stored = Guest.objects.get(), Reservation.objects.get()
    assert (guest.is_vip, guest.credit, guest.is_anonymous, guest.is_synthetic) == (False, None, False, False)
    assert (guest.confirmed_fields, guest.former_names, guest.created_by) == ([], [], "pms")
    assert stored.created_by == "pms"
    assert stored.confirmation != "R00000077"
    assert len(answer.json()["warnings"]) == len(protected) + 3


def test_a_masked_address_matches_nobody(pms):
    first = {"name": "Anna Schmidt", "emails": ["abc@guest.booking.com"]}
    pms.put("/reservations/pms/M1", booking(guest=first))
    pms.put("/reservations/pms/M2", booking(guest=first))
    assert Guest.objects.count() == 2


def test_name_and_birthday_alone_wait_for_a_person(pms):
    known = GuestFactory(name="王晓明", birthday="1980-05-04")
    person = pms.put(PATH, booking(guest={"name": "王晓明", "birthday": "1980-05-04"})).json()["people"][0]
    assert person["match"] == "in_review"
    review = MatchReview.objects.get()
    assert (review.candidate, review.guest.number) == (known, person["guest"])


def test_a_merged_file_leads_to_its_survivor(pms):
    survivor = GuestFactory(name="王晓明")
    GuestFactory(name="王晓明", phones=("13800001234",), merged_into=survivor)
    assert pms.put(PATH, booking()).json()["people"][0]["guest"] == survivor.number


def test_unknown_codes_are_accepted_and_wait_until_staff_map_them(pms):
    answer = pms.put(PATH, booking(channel="OTA-9", rooms=[room(room_type="KSUP", room="99-99")]))
    assert answer.status_code == 201
    assert open_reasons() == ["unknown-channel", "unknown-room", "unknown-room-type"]
    assert ReservationLine.objects.get().room_type is None
    now = timezone.now()
    assert map_code(source="pms", kind="room_type", external_code="KSUP", code="superior", at=now) == 1
    assert map_code(source="pms", kind="channel", external_code="OTA-9", code="agoda", at=now) == 1
    stored = pms.get(PATH).json()
    assert (stored["rooms"][0]["room_type"], stored["channel"]) == ("superior", "agoda")
    assert open_reasons() == ["unknown-room"]
    pms.put("/reservations/pms/B2", booking(rooms=[room(room_type="KSUP")]))
    assert open_reasons("B2") == []


@pytest.mark.parametrize(
    "dates", [("2026-06-03", "2026-06-01"), ("2026-02-30", "2026-03-02"), ("2026-06-01", "2036-06-01")]
)
def test_impossible_dates_are_accepted_and_kept(pms, dates):
    answer = pms.put(PATH, booking(rooms=[room("1", *dates, nights=[]), room("2")]))
    assert answer.status_code == 201
    assert open_reasons() == ["impossible-dates"]
    assert [line["line"] for line in pms.get(PATH).json()["rooms"]] == ["2"]


def test_two_parties_in_one_room_are_accepted_and_the_second_waits(pms):
    pms.put(PATH, booking(status="in_house", rooms=[room(room="1208")]))
    other = {"name": "李芳", "phones": ["13900000002"]}
    message = booking(
        status="in_house", guest=other, rooms=[room(room="1208", nights=[], arrival="2026-06-02")]
    )
    assert pms.put("/reservations/pms/B2", message).status_code == 201
    assert open_reasons("B2") == ["room-taken"]
    assert Stay.objects.get(guest__name="李芳").status == "expected"
    pms.put(
        PATH,
        booking(
            version=2, status="checked_out", rooms=[room(room="1208", departure="2026-06-02", nights=[])]
        ),
    )
    replay(items=QuarantineItem.objects.filter(external_id="B2"), at=timezone.now())
    assert Stay.objects.get(guest__name="李芳").status == "in_house"
    assert open_reasons("B2") == []


def test_in_the_house_without_a_room_waits_as_confirmed(pms):
    pms.put(PATH, booking(status="in_house"))
    assert open_reasons() == ["room-missing"]
    assert pms.get(PATH).json()["status"] == "confirmed"


def test_rooms_can_be_swapped_within_one_message(pms):
    pms.put(PATH, booking(status="in_house", rooms=[room("1", room="1207"), room("2", room="1208")]))
    pms.put(
        PATH, booking(version=2, status="in_house", rooms=[room("1", room="1208"), room("2", room="1207")])
    )
    assert [line["room"] for line in pms.get(PATH).json()["rooms"]] == ["1208", "1207"]
    assert open_reasons() == []


def test_a_guest_in_two_rooms_at_once_is_written_and_doubted(pms):
    pms.put(PATH, booking(status="in_house", rooms=[room(room="1207")]))
    pms.put("/reservations/pms/B2", booking(status="in_house", rooms=[room(room="1208")]))
    assert open_reasons("B2") == ["guest-in-two-rooms"]
    assert Stay.objects.filter(status="in_house").count() == 2


def test_what_the_desk_did_stays_when_the_source_only_repeats_itself(pms):
    pms.put(PATH, booking(rooms=[room(room="1208")]))
    stay = Stay.objects.get()
    ReservationLine.objects.update(status="in_house", lock_version=1)
    Stay.objects.update(status="in_house", checked_in_at=timezone.now())
    pms.put(PATH, booking(version=2, remarks="late", rooms=[room(room="1208")]))
    stay.refresh_from_db()
    assert (stay.status, Reservation.objects.get().remarks) == ("in_house", "late")
    assert open_reasons() == []
    pms.put(PATH, {"version": 3, "status": "cancelled"})
    stay.refresh_from_db()
    assert stay.status == "in_house"
    assert open_reasons() == ["contradicts-desk"]


def test_document_numbers_are_sealed_in_quarantine_and_the_replay_still_knows_them(pms):
    document = {"type": "passport", "number": "E12345678", "country": "CN"}
    pms.put(PATH, booking(guest={"name": "王晓明", "document": document}, channel="OTA-9"))
    assert "E12345678" not in str(QuarantineItem.objects.get().payload)
    map_code(source="pms", kind="channel", external_code="OTA-9", code="agoda", at=timezone.now())
    assert Guest.objects.count() == 1
    assert Guest.objects.get().documents.get().number == "E12345678"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"status": "arrived"}, "/status"),
        ({"version": -1}, "/version"),
        ({"version": True}, "/version"),
        ({"rooms": [{"arrival": "2026-06-01"}]}, "/rooms/0/departure"),
        ({"rooms": [room(nights=[{"date": "2026-06-01", "amount": "NaN"}])]}, "/rooms/0/nights/0/amount"),
        ({"rooms": [room("1"), room("1")]}, "/rooms/1/line"),
        ({"guest": {"name": "x" * 121}}, "/guest/name"),
        ({"guest": "王晓明"}, "/guest"),
    ],
)
def test_an_unusable_message_names_every_field_and_writes_nothing(pms, change, pointer):
    answer = pms.put(PATH, booking(**change))
    assert answer.status_code == 422, answer.content
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Reservation.objects.exists()
    assert not Guest.objects.exists()


def test_only_a_cancellation_or_a_no_show_may_leave_its_rooms_out(pms):
    answer = pms.put(PATH, {"version": 1, "status": "confirmed"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/rooms"


def test_who_left_before_the_others_is_not_brought_back_by_the_source(pms):
    shared = [room(room="1208", guests=[GUEST, {"name": "李芳"}])]
    pms.put(PATH, booking(status="in_house", rooms=shared))
    line = ReservationLine.objects.get(reservation__external_id="B1")
    gone = line.stays.get(guest__name="李芳")
    left = date(2026, 6, 2)
    leave_alone(line_id=line.pk, stay_id=gone.pk, on=left, at=timezone.now())
    for version, status in ((2, "in_house"), (3, "checked_out")):
        pms.put(PATH, booking(version=version, status=status, rooms=shared, remarks=f"v{version}"))
        gone.refresh_from_db()
        assert (gone.status, gone.departure) == ("checked_out", left)


#: What a machine may write, with the tables behind it.
WRITABLE = [
    (BOOKING, (Reservation,), lambda body: body),
    (PERSON, (Guest,), lambda body: body["guest"]),
    (ROOM, (ReservationLine, Stay), lambda body: body["rooms"][0]),
    (ROOM_GUEST, (Guest, Stay), lambda body: body["rooms"][0]["guests"][0]),
]


@pytest.mark.parametrize(("record", "models", "place"), WRITABLE, ids=lambda one: getattr(one, "name", ""))
def test_no_column_that_is_not_in_the_description_can_be_pushed(pms, record, models, place):
    """Whatever is named like a column, and is no field of ours to send, is told as unread and changes nothing."""
    body = deepcopy(booking(rooms=[room(guests=[GUEST])], remarks="late"))
    pms.put(PATH, body)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Guest, Reservation, ReservationLine, Stay)
    ]
    columns = {
        name
        for model in models
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }
    protected = sorted(columns - set(record.fields))
    assert len(protected) > 5
    place(body).update(dict.fromkeys(protected, 7))
    answer = pms.put(PATH, body | {"version": 2})
    assert answer.status_code == 200, answer.content
    unread = {warning["pointer"].rpartition("/")[2] for warning in answer.json()["warnings"]}
    assert unread == set(protected)
    after = [
        list(model.objects.order_by("pk").values()) for model in (Guest, Reservation, ReservationLine, Stay)
    ]
    moving = {"version", "details_version", "source_version", "content_hash", "lock_version", "updated_at"}
    for table, stored in zip(before, after, strict=True):
        assert [{k: v for k, v in row.items() if k not in moving} for row in table] == [
            {k: v for k, v in row.items() if k not in moving} for row in stored
        ]

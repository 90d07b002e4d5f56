"""What goes wrong in a hotel's first month, where no other test says it: nights, currencies, too many bookings."""

from datetime import date, timedelta

import pytest

from common.dates import business_date, business_day_start
from guests.services.files import GuestDraft
from reservations.models import Charge, QuarantineItem, Stay
from reservations.selectors.availability import rooms_left
from reservations.services.booking import BookingDraft
from reservations.services.stays import check_in
from reservations.services.walk_ins import walk_in
from tests.api.bookings import booking, room
from tests.factories import DAY, OutletFactory, RoomFactory, RoomTypeFactory, StayFactory

pytestmark = pytest.mark.django_db

NEXT_DAY = DAY + timedelta(days=1)
#: Two in the morning of the next calendar day, of the same business day.
AT_TWO = business_day_start(NEXT_DAY) - timedelta(hours=2)


def test_who_comes_at_two_in_the_morning_sleeps_the_night_before():
    on = business_date(AT_TWO)
    assert (on, AT_TWO.astimezone().date() >= DAY) == (DAY, True)
    room_type = RoomTypeFactory()
    asked = {"arrival": on, "departure": NEXT_DAY, "room_type_id": room_type.pk, "rate": 300}
    wanted = BookingDraft(
        token="late", guest_id=0, room_id=RoomFactory(room_type=room_type).pk, **asked
    )  # fmt: skip
    line = walk_in(draft=wanted, guest=GuestDraft(name="周建国"), on=on, at=AT_TWO, by="desk")
    assert [night.date for night in line.nights_sold.all()] == [DAY]
    assert line.stays.get().nights == 1

    booked = StayFactory(line__room_type=room_type, line__room=RoomFactory(room_type=room_type), arrival=DAY)
    assert check_in(line_id=booked.line_id, on=on, at=AT_TWO).status == "in_house"


def test_a_drink_at_two_in_the_morning_is_of_the_business_date_before(pms):
    OutletFactory(code="q-bar")
    StayFactory(status="in_house", line__reservation__source="pms", line__reservation__external_id="B1",
                line__room=None, line__status="confirmed")  # fmt: skip
    said = {
        "external_id": "C1",
        "reservation": "B1",
        "outlet": "q-bar",
        "amount": "80.00",
        "posted_at": "2026-06-02T02:00:00+08:00",
    }
    assert pms.post("/charges/batch", {"items": [said]}).json()["items"][0]["outcome"] == "created"
    assert Charge.objects.get().business_date == date(2026, 6, 1)


def test_more_bookings_than_rooms_are_taken_from_outside_and_shown_as_missing_rooms(pms):
    kept = pms.put("/reservations/pms/B0", booking(rooms=[room()])).json()
    assert kept["reservation"]["rooms"][0]["status"] == "confirmed"
    line = Stay.objects.get().line
    days = {"arrival": line.arrival, "departure": line.departure}
    left = rooms_left(**days)[line.room_type_id]
    for number in range(left + 2):
        guest = {"name": f"客{number}", "external_id": f"x{number}"}
        assert (
            pms.put(f"/reservations/pms/O{number}", booking(guest=guest, rooms=[room()])).status_code == 201
        )
    assert rooms_left(**days)[line.room_type_id] == -2
    assert not QuarantineItem.objects.exists()


def test_prices_in_another_currency_are_kept_and_never_added_to_the_hotels_own(pms):
    path = "/reservations/pms/B1"
    pms.put(path, booking(status="checked_out", currency="USD"))
    assert list(QuarantineItem.objects.values_list("reason", flat=True)) == ["foreign-currency"]
    stored = pms.get(path).json()
    assert (stored["currency"], stored["rooms"][0]["amount"]) == ("USD", "776.00")
    assert Stay.objects.get().spend == 0
    pms.put(path, booking(version=2, status="checked_out", currency="CNY"))
    assert Stay.objects.get().spend == 776
    assert not QuarantineItem.objects.filter(status="open").exists()

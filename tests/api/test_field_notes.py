"""What goes wrong in a hotel's first month, where no other test says it: nights, currencies, too many bookings."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from common.dates import business_date, business_day_start
from feedback.models import SurveyInvitation
from feedback.services.invitations import invite
from guests.query.building import guests_of
from guests.query.document import parse
from guests.services.files import GuestDraft
from loyalty.models import Membership
from loyalty.own.models import Letter
from loyalty.own.services.letters import queue_thanks
from loyalty.selectors.accounts import balance
from loyalty.services.earning import settle_stays
from loyalty.services.tiers import evaluate_all
from reservations.models import Charge, QuarantineItem, Stay
from reservations.selectors.availability import rooms_left
from reservations.selectors.revenue import revenue_by_category
from reservations.services.booking import BookingDraft
from reservations.services.stays import check_in
from reservations.services.walk_ins import walk_in
from tests.analytics.value.night import run_night, value_of
from tests.api.bookings import booking, room
from tests.factories import DAY, OutletFactory, RoomFactory, RoomTypeFactory, StayFactory
from tests.loyalty.programme import member

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


def test_a_no_show_is_no_stay_for_anybody_but_is_counted_and_his_fee_is_revenue(pms, settings):
    settings.SURVEY_INVITATIONS = settings.GUEST_MESSAGES = True
    settings.PUBLIC_URL = "https://crm.example"
    guest, on = (
        member(name="王晓明", emails=("xiaoming@example.com",), phones=("13800001234",)),
        business_date(),
    )
    at = timezone.now()
    rooms = [room(arrival=on.isoformat(), departure=(on + timedelta(days=1)).isoformat(), nights=[])]
    pms.put("/reservations/pms/B1", booking(status="no_show", rooms=rooms))
    OutletFactory(code="fees")
    fee = {
        "external_id": "F1",
        "reservation": "B1",
        "outlet": "fees",
        "amount": "300.00",
        "posted_at": at.isoformat(),
    }
    assert pms.post("/charges/batch", {"items": [fee]}).json()["items"][0]["outcome"] == "created"
    stay = Stay.objects.get()
    assert (stay.guest, stay.status) == (guest, "void")

    invite(stay_ids=[stay.pk], on=on)
    queue_thanks(stay_ids=[stay.pk], on=on)
    settle_stays(stay_ids=[stay.pk], on=on, at=at)
    evaluate_all(on=on, at=at)
    assert not SurveyInvitation.objects.exists()
    assert not Letter.objects.exists()
    assert balance(guest) == 0
    assert set(Membership.objects.get().figures.values()) == {"0"}

    counted = parse(
        {"join": "and", "parts": [{"if": "bookings.no_shows", "is": "between", "value": ["1", ""]}]}
    )
    assert list(guests_of(counted, on=on)) == [guest]
    months = revenue_by_category(since=on, until=on + timedelta(days=1))
    assert list(months.values()) == [{"restaurant": Decimal(300)}]


def test_a_charge_after_the_night_is_of_its_own_stay_at_once_and_of_the_next_nights_value(
    pms, django_capture_on_commit_callbacks
):
    """He has left and come again: the till's late posting is of the stay it names, not of the one he is in."""
    guest, on = member(), business_date() - timedelta(days=2)
    left, here = (
        StayFactory(
            guest=guest,
            status=status,
            arrival=day - timedelta(days=1),
            departure=day,
            line__reservation__source="pms",
            line__reservation__external_id=number,
            line__room=RoomFactory(),
        )
        for number, status, day in (("B1", "checked_out", on), ("B2", "in_house", on + timedelta(days=3)))
    )
    OutletFactory(code="q-bar")
    before = value_of(guest, run_night(on)).chv
    late = {
        "external_id": "C1",
        "reservation": "B1",
        "outlet": "q-bar",
        "amount": "80.00",
        "posted_at": (business_day_start(on) + timedelta(hours=4)).isoformat(),
    }
    with django_capture_on_commit_callbacks(execute=True):
        pms.post("/charges/batch", {"items": [late]})
    left.refresh_from_db()
    here.refresh_from_db()
    assert (left.spend, here.spend) == (Decimal(80), Decimal(0))
    assert balance(guest) == 80
    assert value_of(guest, run_night(on + timedelta(days=1))).chv == before + 80

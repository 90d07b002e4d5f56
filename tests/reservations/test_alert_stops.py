"""An alert that stops the screen is read before anything is carried out, and who read it is kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import business_date
from guests.choices import Place
from guests.models import AlertReading
from guests.services.alert_readings import read_alerts
from guests.services.alerts import raise_alert
from reservations.exceptions import AlertUnread
from reservations.selectors.warnings import unread_stops
from reservations.services import booking, sharers, stays
from tests.factories import GuestFactory, RoomFactory, RoomTypeFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Ask him for the deposit of last time"


@pytest.fixture
def today():
    return business_date()


@pytest.fixture
def guest():
    return GuestFactory(name="赵提示")


@pytest.fixture
def room():
    return RoomFactory(room_type=RoomTypeFactory())


@pytest.fixture
def desk(signed_in):
    return signed_in("front_desk")


def warn(guest, today, *places):
    return raise_alert(guest=guest, reason=REASON, starts_on=today, places=places, stops_screen=True)


def book(guest, room, today, user=None):
    draft = booking.BookingDraft(
        token=f"stop-{guest.pk}",
        guest_id=guest.pk,
        arrival=today,
        departure=today + timedelta(days=1),
        room_type_id=room.room_type_id,
        rate=Decimal("300.00"),
    )
    return booking.create_reservation(draft=draft, at=timezone.now(), by="desk", user=user).lines.get()


def arrive(guest, room, today, user=None):
    line = book(guest, room, today)
    return stays.check_in(line_id=line.pk, on=today, at=timezone.now(), room_id=room.pk, user=user)


def press(client, alert, *places, **extra):
    data = {"alert": str(alert.pk), "place": places}
    return client.post(reverse("reservations:read_alerts"), data, **extra)


# --- Services --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("place", [Place.BOOKING, Place.CHECK_IN, Place.CHECK_OUT])
def test_each_act_is_refused_until_the_alert_of_its_place_is_read(guest, room, today, place):
    alert, clerk = warn(guest, today, place), UserFactory()
    acts = {
        Place.BOOKING: lambda: book(guest, room, today, clerk),
        Place.CHECK_IN: lambda: arrive(guest, room, today, clerk),
        Place.CHECK_OUT: lambda: stays.check_out(
            line_id=arrive(guest, room, today, clerk).pk, on=today, at=timezone.now(), user=clerk
        ),
    }
    with pytest.raises(AlertUnread) as refused:
        acts[place]()
    assert refused.value.alerts == [alert]
    assert REASON in str(refused.value.message)
    guest.stays.all().delete()
    guest.reservations.all().delete()
    read_alerts(alert_ids=[alert.pk], places=[place], on=today, by=clerk)
    assert acts[place]()


def test_what_one_person_read_stops_another_one_and_everybody_the_next_day(guest, today):
    alert, clerk, colleague = warn(guest, today), UserFactory(), UserFactory()
    read_alerts(alert_ids=[alert.pk], places=[Place.CHECK_IN], on=today, by=clerk)

    def stops(user, on=today, place=Place.CHECK_IN):
        return unread_stops([guest.pk], places=[place], on=on, user=user).exists()

    assert not stops(clerk)
    assert stops(colleague)
    assert stops(clerk, on=today + timedelta(days=1))
    assert stops(clerk, place=Place.CHECK_OUT)


def test_machines_and_alerts_that_only_mark_the_row_stop_nobody(guest, room, today):
    raise_alert(guest=guest, reason=REASON, starts_on=today)
    assert arrive(guest, room, today, UserFactory())
    stopped = GuestFactory()
    warn(stopped, today)
    assert book(stopped, RoomFactory(room_type=room.room_type), today)


def test_reading_twice_is_kept_once(guest, today):
    alert, clerk = warn(guest, today), UserFactory()
    for _ in range(2):
        read_alerts(alert_ids=[alert.pk], places=[Place.CHECK_IN], on=today, by=clerk)
    assert AlertReading.objects.filter(alert=alert).count() == 1


def test_a_sharer_with_an_alert_is_stopped_too(guest, room, today):
    line, clerk = arrive(GuestFactory(), room, today), UserFactory()
    warn(guest, today, Place.CHECK_IN)
    with pytest.raises(AlertUnread):
        sharers.add_sharer(line_id=line.pk, guest_id=guest.pk, on=today, at=timezone.now(), user=clerk)


# --- Pages -----------------------------------------------------------------------------------------------
def test_the_check_in_shows_the_reason_and_goes_on_after_reading(desk, guest, room, today):
    line, alert = book(guest, room, today), warn(guest, today, Place.CHECK_IN)
    address = reverse("reservations:check_in", args=[line.pk])
    shown = desk.get(address).text
    assert REASON in shown
    assert "alert-screen" in shown
    refused = desk.post(address, {"room": str(room.pk)})
    assert refused.status_code == 200
    assert REASON in refused.context["form"].non_field_errors()[0]
    assert press(desk, alert, Place.CHECK_IN, headers={"HX-Request": "true"}).content == b""
    assert "alert-screen" not in desk.get(address).text
    assert desk.post(address, {"room": str(room.pk)}).status_code == 302
    reading = AlertReading.objects.get(alert=alert)
    assert (reading.reader, reading.place, reading.on) == (desk.user, Place.CHECK_IN, today)


def test_without_javascript_reading_leads_back_to_the_page(desk, guest, today):
    alert, address = warn(guest, today, Place.BOOKING), reverse("reservations:create")
    data = {"alert": str(alert.pk), "place": [Place.BOOKING], "next": f"{address}?guest={guest.number}"}
    assert desk.post(reverse("reservations:read_alerts"), data).url == f"{address}?guest={guest.number}"


@pytest.mark.parametrize(
    ("place", "name"),
    [(Place.BOOKING, "create"), (Place.BOOKING, "walk_in"), (Place.CHECK_IN, "walk_in")],
)
def test_booking_and_walk_in_stop(desk, guest, room, today, place, name):
    alert = warn(guest, today, place)
    address = f"{reverse(f'reservations:{name}')}?guest={guest.number}"
    assert "alert-screen" in desk.get(address).text
    press(desk, alert, Place.BOOKING, Place.CHECK_IN)
    assert "alert-screen" not in desk.get(address).text


def test_in_the_house_the_booking_the_guest_and_the_room_page_stop(desk, guest, room, today):
    line, alert = arrive(guest, room, today), warn(guest, today, Place.IN_HOUSE)
    pages = (
        line.reservation.get_absolute_url(),
        guest.get_absolute_url(),
        reverse("reservations:room", args=[line.pk]),
    )
    assert all("alert-screen" in desk.get(page).text for page in pages)
    press(desk, alert, Place.IN_HOUSE)
    assert not any("alert-screen" in desk.get(page).text for page in pages)
    assert desk.user.username in desk.get(guest.get_absolute_url()).text


def test_check_out_stops(desk, guest, room, today):
    line, alert = arrive(guest, room, today), warn(guest, today, Place.CHECK_OUT)
    address = reverse("reservations:check_out", args=[line.pk])
    assert "alert-screen" in desk.get(address).text
    assert desk.post(address).status_code == 200
    press(desk, alert, Place.CHECK_OUT)
    assert desk.post(address).status_code == 302


def test_one_more_guest_is_kept_while_his_alert_is_read(desk, guest, room, today):
    line, alert = arrive(GuestFactory(), room, today), warn(guest, today, Place.CHECK_IN)
    address = reverse("reservations:add_sharer", args=[line.pk])
    shown = desk.post(address, {"guest": guest.number}, follow=True)
    assert (shown.status_code, REASON in shown.text, guest.number in shown.text) == (200, True, True)
    assert desk.get(shown.wsgi_request.get_full_path()).status_code == 200, "reading leads back to it"
    press(desk, alert, Place.CHECK_IN)
    assert desk.post(address, {"guest": guest.number}).status_code == 302
    assert line.stays.filter(guest=guest).exists()

"""What stays repeat of their bookings and charges of their stays, for queries: whatever changes, it follows."""

import pytest
from django.db import connection

from guests.services.merging import merge_guests
from guests.services.parting import undo_merge
from reservations.choices import Motive, Origin, StayStatus
from reservations.models import Channel, Charge, Reservation, ReservationLine, Stay
from tests.factories import LineFactory, OutletFactory, RoomTypeFactory, StayFactory

pytestmark = pytest.mark.django_db


def untrue_copies() -> list[tuple]:
    """Stays that do not say what their booking says, and charges of somebody else than their stay."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT 'stay', s.id FROM reservations_stay s JOIN reservations_reservationline l ON l.id = s.line_id
              JOIN reservations_reservation r ON r.id = l.reservation_id
             WHERE (s.room_type_id, s.channel_id, s.origin, s.motive)
                   IS DISTINCT FROM (l.room_type_id, r.channel_id, r.origin, r.motive)
            UNION ALL
            SELECT 'charge', c.id FROM reservations_charge c JOIN reservations_stay s ON s.id = c.stay_id
             WHERE c.guest_key <> s.guest_id""")
        return cursor.fetchall()


@pytest.fixture
def channels(db):
    return [Channel.objects.create(code=code, name_zh="x", name_en="x") for code in ("q-one", "q-two")]


def dined(stay: Stay, number: str = "q1") -> Charge:
    return Charge.objects.create(
        stay=stay, source="till", external_id=number, outlet=OutletFactory(), amount=10,
        posted_at="2026-06-01T12:00:00Z", business_date="2026-06-01",
    )  # fmt: skip


def test_a_stay_says_what_its_booking_says_and_follows_it(channels):
    told = {"line__reservation__origin": Origin.GROUP, "line__reservation__motive": Motive.BUSINESS}
    stay = StayFactory(line__reservation__channel=channels[0], **told)
    stay = Stay.objects.get(pk=stay.pk)
    assert (stay.origin, stay.motive, stay.channel) == (Origin.GROUP, Motive.BUSINESS, channels[0])
    assert stay.room_type == stay.line.room_type
    assert untrue_copies() == []

    Reservation.objects.update(channel=channels[1], origin=Origin.WALK_IN, motive="")
    ReservationLine.objects.update(room_type=RoomTypeFactory())
    after = Stay.objects.get(pk=stay.pk)
    assert (after.origin, after.motive, after.channel) == (Origin.WALK_IN, "", channels[1])
    assert after.room_type != stay.room_type
    assert untrue_copies() == []
    stay.save()  # read before the booking changed
    assert untrue_copies() == []

    Stay.objects.update(line=LineFactory())
    assert untrue_copies() == []


def test_charges_go_with_their_stay_in_a_merge_and_back(house):
    one, other = (StayFactory(status=StayStatus.CHECKED_OUT) for _ in range(2))
    charge = dined(one)
    merge = merge_guests(survivor=other.guest, absorbed=one.guest)
    charge.refresh_from_db()
    assert charge.guest_key == other.guest_id
    assert untrue_copies() == []
    assert not charge.events.exists()
    undo_merge(merge=merge)
    charge.refresh_from_db()
    assert charge.guest_key == one.guest_id
    assert untrue_copies() == []


def test_a_charge_moved_to_another_stay_is_his_who_stays_there():
    one, other = StayFactory(), StayFactory()
    charge = dined(one)
    charge.stay = other
    charge.save()
    charge.refresh_from_db()
    assert charge.guest_key == other.guest_id
    assert untrue_copies() == []

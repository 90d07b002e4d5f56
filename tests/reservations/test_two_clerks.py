"""Two clerks at once, each on a connection of his own: one of them is told, nothing is given twice."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from common.dates import business_day_start
from common.errors import HotelError
from guests.models import Guest
from reservations.choices import Status
from reservations.exceptions import RoomUnavailable
from reservations.models import Reservation, ReservationLine, Room, RoomType
from reservations.services import booking, changes, rooms, sharers, stays
from tests.factories import DAY, GuestFactory, RoomFactory, RoomTypeFactory

NOON = business_day_start(DAY) + timedelta(hours=8)


def at_once(*acts):
    """Run the acts at the same moment; what each returned or the HotelError it raised, in their order."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            barrier.wait(timeout=10)
            results[n] = act()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, HotelError)]
    assert not unexpected, unexpected
    return results


def draft(room_type, token, **changes):
    values = {
        "token": token,
        "guest_id": GuestFactory().pk,
        "arrival": DAY,
        "departure": DAY + timedelta(days=2),
        "room_type_id": room_type.pk,
        "rate": Decimal("300.00"),
    }
    return booking.BookingDraft(**(values | changes))


def book(room_type, token, **changes):
    return booking.create_reservation(
        draft=draft(room_type, token, **changes), at=NOON, by="desk"
    ).lines.get()


def refusals(results):
    return [result for result in results if isinstance(result, HotelError)]


@pytest.fixture(autouse=True)
def committed(django_db_setup, django_db_blocker):
    """Rows that other connections see; only they are removed again, so that the house stays furnished."""
    made = (Reservation, Guest, Room, RoomType)
    with django_db_blocker.unblock():
        before = {model: set(model.objects.values_list("pk", flat=True)) for model in made}
        yield
        for model in made:
            model.objects.exclude(pk__in=before[model]).delete()
        connection.close()


@pytest.fixture
def room_type(committed):
    return RoomTypeFactory()


def test_one_room_is_given_to_one_of_five_arriving_parties(room_type):
    room = RoomFactory(room_type=room_type)
    RoomFactory.create_batch(4, room_type=room_type)
    lines = [book(room_type, f"b{n}") for n in range(5)]
    results = at_once(
        *[lambda pk=line.pk: stays.check_in(line_id=pk, on=DAY, at=NOON, room_id=room.pk) for line in lines]
    )
    assert all(isinstance(error, RoomUnavailable) for error in refusals(results))
    assert len(refusals(results)) == 4
    assert ReservationLine.objects.filter(status=Status.IN_HOUSE, room=room).count() == 1


def test_one_room_is_promised_to_one_of_two_bookings(room_type):
    room, _other = RoomFactory.create_batch(2, room_type=room_type)
    lines = [book(room_type, "a"), book(room_type, "b")]
    results = at_once(*[lambda pk=line.pk: rooms.assign_room(line_id=pk, room_id=room.pk) for line in lines])
    assert len(refusals(results)) == 1
    assert ReservationLine.objects.filter(room=room).count() == 1


def test_the_last_room_of_a_type_is_sold_once(room_type):
    RoomFactory(room_type=room_type)
    drafts = [draft(room_type, f"d{n}") for n in range(4)]
    results = at_once(*[lambda d=d: booking.create_reservation(draft=d, at=NOON, by="desk") for d in drafts])
    assert len(refusals(results)) == 3
    assert ReservationLine.objects.filter(room_type=room_type).count() == 1


def test_a_form_sent_twice_at_once_is_one_booking(room_type):
    RoomFactory.create_batch(3, room_type=room_type)
    twice = draft(room_type, "same")
    results = at_once(
        *[lambda: booking.create_reservation(draft=twice, at=NOON, by="desk") for _ in range(3)]
    )
    assert len({result.pk for result in results}) == 1
    assert Reservation.objects.filter(external_id="same").count() == 1


def test_two_parties_that_change_rooms_with_each_other_do_not_deadlock(room_type):
    first, second = RoomFactory.create_batch(2, room_type=room_type)
    lines = [book(room_type, "a", room_id=first.pk), book(room_type, "b", room_id=second.pk)]
    for line in lines:
        stays.check_in(line_id=line.pk, on=DAY, at=NOON)
    results = at_once(
        lambda: rooms.move_room(line_id=lines[0].pk, room_id=second.pk, on=DAY),
        lambda: rooms.move_room(line_id=lines[1].pk, room_id=first.pk, on=DAY),
    )
    assert all(isinstance(error, RoomUnavailable) for error in refusals(results))
    assert len(refusals(results)) == 2


def test_checked_in_by_one_while_cancelled_by_another_ends_in_one_of_both(room_type):
    room = RoomFactory(room_type=room_type)
    line = book(room_type, "a")
    results = at_once(
        lambda: stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=room.pk),
        lambda: changes.cancel(reservation_id=line.reservation_id),
    )
    line.refresh_from_db()
    assert len(refusals(results)) == 1
    assert line.status == line.reservation.status
    assert line.status in (Status.IN_HOUSE, Status.CANCELLED)


def test_two_guests_of_a_room_who_leave_at_once_do_not_leave_it_empty(room_type):
    room, other = RoomFactory(room_type=room_type), GuestFactory()
    line = book(room_type, "leaving", sharer_ids=(other.pk,))
    stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=room.pk)
    acts = [
        lambda pk=stay.pk: sharers.leave_alone(
            line_id=line.pk, stay_id=pk, on=DAY, at=NOON, keeps_paying=True
        )
        for stay in line.stays.all()
    ]
    assert len(refusals(at_once(*acts))) == 1
    assert line.stays.filter(status="in_house").count() == 1


def test_two_clerks_who_name_another_payer_at_once_leave_one_payer(room_type):
    RoomFactory(room_type=room_type)
    others = [GuestFactory(), GuestFactory()]
    line = book(room_type, "paying", sharer_ids=tuple(guest.pk for guest in others))
    acts = [
        lambda pk=stay.pk: sharers.change_payer(line_id=line.pk, stay_id=pk, on=DAY, at=NOON)
        for stay in line.stays.filter(is_payer=False)
    ]
    assert not refusals(at_once(*acts))
    assert line.stays.filter(is_payer=True).count() == 1

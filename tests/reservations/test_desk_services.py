"""Bookings and stays as the desk handles them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from common.dates import business_day_start
from common.errors import EditConflict
from guests.choices import AlertKind
from guests.models import Alert, Guest, Note
from guests.services.files import GuestDraft
from reservations.choices import Origin, Status, StayStatus
from reservations.exceptions import (
    AlreadyCheckedIn,
    BlacklistStop,
    NobodyNamed,
    NotExpected,
    NotInHouse,
    RoomUnavailable,
)
from reservations.models import Charge, Outlet, Reservation, ReservationLine, Room, RoomNight
from reservations.selectors import desk
from reservations.selectors.availability import free_rooms, rooms_left
from reservations.services import booking, changes, dates, rooms, sharers, stays
from reservations.services.walk_ins import walk_in
from tests.factories import DAY, GuestFactory, LineFactory, RoomFactory, RoomTypeFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = business_day_start(DAY) + timedelta(hours=8)
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
def house():
    """One type with two rooms of its own."""
    room_type = RoomTypeFactory()
    return room_type, RoomFactory.create_batch(2, room_type=room_type)


def draft(house, guest=None, **changes):
    values = {
        "token": f"token-{Reservation.objects.count()}",
        "guest_id": (guest or GuestFactory()).pk,
        "arrival": DAY,
        "departure": DAY + timedelta(days=3),
        "room_type_id": house[0].pk,
        "rate": Decimal("300.00"),
    }
    return booking.BookingDraft(**(values | changes))


def book(house, **changes):
    return booking.create_reservation(draft=draft(house, **changes), at=NOON, by="desk")


def arrive(house, room=None, **changes):
    line = book(house, **changes).lines.get()
    return stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=(room or house[1][0]).pk)


def blacklist(guest):
    return Alert.objects.create(
        guest=guest,
        kind=AlertKind.BLACKLIST,
        reason="Broke a mirror and did not pay",
        stops_screen=True,
        starts_on=DAY - timedelta(days=30),
        ends_on=DAY + timedelta(days=30),
        approved_by=UserFactory(),
    )


# --- Booking -------------------------------------------------------------------------------------------
def test_a_booking_has_a_line_its_nights_and_an_expected_stay_of_the_guest_who_pays(house):
    guest = GuestFactory()
    reservation = book(house, guest=guest)
    line = reservation.lines.get()
    assert (line.status, line.amount, line.nights) == (Status.CONFIRMED, Decimal("900.00"), 3)
    assert sum(line.nights_sold.values_list("amount", flat=True)) == line.amount
    stay = line.stays.get()
    assert (stay.guest, stay.status, stay.is_payer) == (guest, StayStatus.EXPECTED, True)


def test_the_same_form_sent_twice_is_one_booking(house):
    first = book(house, token="once")
    assert book(house, token="once") == first
    assert Reservation.objects.filter(source="desk").count() == 1


def test_several_rooms_are_booked_and_only_the_first_has_a_named_guest(house):
    lines = book(house, rooms=2).lines.order_by("pk")
    assert [line.stays.count() for line in lines] == [1, 0]


def test_a_type_is_not_sold_beyond_its_rooms_unless_somebody_answers_for_it(house):
    book(house, rooms=2)
    with pytest.raises(RoomUnavailable) as refused:
        book(house)
    assert refused.value.code == "room-type-full"
    assert booking.create_reservation(draft=draft(house), at=NOON, by="desk", accept_overbooking=True)


def test_rooms_left_counts_every_night_of_the_range(house):
    book(house, arrival=NEXT_DAY, departure=NEXT_DAY + timedelta(days=1))
    assert rooms_left(arrival=DAY, departure=NEXT_DAY)[house[0].pk] == 2
    assert rooms_left(arrival=DAY, departure=NEXT_DAY + timedelta(days=1))[house[0].pk] == 1


def test_rooms_left_are_those_of_the_fullest_night_by_the_type_of_the_room_that_was_given(house):
    sold, given = house[0], RoomTypeFactory()
    LineFactory(room_type=sold, room=RoomFactory(room_type=given), arrival=DAY, departure=NEXT_DAY)
    day_use = LineFactory(room_type=sold, arrival=NEXT_DAY, departure=NEXT_DAY)
    LineFactory(room_type=sold, arrival=NEXT_DAY, departure=NEXT_DAY + timedelta(days=1))
    house_left = {"arrival": DAY, "departure": NEXT_DAY + timedelta(days=2)}
    assert (rooms_left(**house_left)[sold.pk], rooms_left(**house_left)[given.pk]) == (0, 0)
    assert rooms_left(**house_left, except_line=day_use.pk)[sold.pk] == 1
    Room.objects.filter(pk=house[1][0].pk).update(out_of_order_until=NEXT_DAY + timedelta(days=1))
    assert rooms_left(**house_left)[sold.pk] == -1
    assert rooms_left(arrival=DAY, departure=DAY)[sold.pk] == 1


def test_a_room_out_of_order_is_neither_sold_nor_given(house):
    Room.objects.filter(pk=house[1][0].pk).update(out_of_order_until=NEXT_DAY)
    assert rooms_left(arrival=DAY, departure=NEXT_DAY)[house[0].pk] == 1
    assert house[1][0] not in free_rooms(arrival=DAY, departure=NEXT_DAY)
    line = book(house).lines.get()
    with pytest.raises(RoomUnavailable, match="|".join(["out of order", "维修"])):
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)


def test_what_two_people_changed_differently_is_a_conflict_and_the_rest_is_merged(house):
    reservation = book(house)
    seen = reservation.lock_version
    changes.change_reservation(
        reservation_id=reservation.pk, changes={"remarks": "quiet please"}, expected_version=seen
    )
    merged = changes.change_reservation(
        reservation_id=reservation.pk, changes={"group": "Tour 7", "remarks": ""}, expected_version=seen
    )
    assert (merged.remarks, merged.group) == ("quiet please", "Tour 7")
    with pytest.raises(EditConflict) as conflict:
        changes.change_reservation(
            reservation_id=reservation.pk, changes={"remarks": "noisy"}, expected_version=seen
        )
    assert conflict.value.conflicts == [("remarks", "noisy", "quiet please")]


def test_a_cancelled_booking_frees_its_room_and_counts_as_no_stay(house):
    reservation = book(house, room_id=house[1][0].pk)
    changes.cancel(reservation_id=reservation.pk)
    reservation.refresh_from_db()
    assert reservation.status == Status.CANCELLED
    assert reservation.lines.get().stays.get().status == StayStatus.VOID
    assert house[1][0] in free_rooms(arrival=DAY, departure=NEXT_DAY)


def test_a_cancellation_taken_back_gives_the_room_up_where_it_was_given_away(house):
    first = book(house, room_id=house[1][0].pk)
    changes.cancel(reservation_id=first.pk)
    book(house, room_id=house[1][0].pk)
    changes.reinstate(reservation_id=first.pk)
    line = first.lines.get()
    assert (line.status, line.room, line.stays.get().status) == (Status.CONFIRMED, None, StayStatus.EXPECTED)
    first.refresh_from_db()
    assert first.status == Status.CONFIRMED


def test_a_room_in_the_house_is_not_cancelled(house):
    line = arrive(house)
    with pytest.raises(NotExpected):
        changes.cancel(reservation_id=line.reservation_id)


# --- Check-in ------------------------------------------------------------------------------------------
def test_checking_in_gives_the_room_and_starts_the_stay(house):
    line = arrive(house)
    line.refresh_from_db()
    stay = line.stays.get()
    assert (line.status, line.room, line.reservation.status) == (
        Status.IN_HOUSE,
        house[1][0],
        Status.IN_HOUSE,
    )
    assert (stay.status, stay.room, stay.checked_in_at) == (StayStatus.IN_HOUSE, house[1][0], NOON)


def test_nobody_is_checked_in_twice(house):
    line = arrive(house)
    with pytest.raises(AlreadyCheckedIn):
        stays.check_in(line_id=line.pk, on=DAY, at=NOON)


def test_an_occupied_room_is_refused_with_a_remedy_and_nothing_is_written(house):
    arrive(house)
    line = book(house).lines.get()
    with pytest.raises(RoomUnavailable) as refused:
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)
    assert refused.value.field == "room"
    line.refresh_from_db()
    assert (line.status, line.room) == (Status.CONFIRMED, None)


def test_a_room_promised_to_somebody_else_is_refused(house):
    book(house, room_id=house[1][0].pk)
    line = book(house).lines.get()
    with pytest.raises(RoomUnavailable):
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)


def test_who_is_booked_for_tomorrow_is_not_expected_today(house):
    line = book(house, arrival=NEXT_DAY).lines.get()
    with pytest.raises(NotExpected) as refused:
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)
    assert refused.value.field == "arrival"


def test_who_comes_a_day_late_pays_from_the_day_he_comes(house):
    line = book(house).lines.get()
    stays.check_in(line_id=line.pk, on=NEXT_DAY, at=NOON, room_id=house[1][0].pk)
    line.refresh_from_db()
    assert (line.arrival, line.amount, line.nights_sold.count()) == (NEXT_DAY, Decimal("600.00"), 2)
    assert line.stays.get().arrival == NEXT_DAY


def test_an_unnamed_room_needs_a_guest_first(house):
    line = LineFactory(room_type=house[0])
    with pytest.raises(NobodyNamed):
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)
    sharers.add_sharer(line_id=line.pk, guest_id=GuestFactory().pk, on=DAY, at=NOON)
    stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk)
    assert line.stays.get().is_payer


def test_a_sharer_may_come_later(house):
    sharer = GuestFactory()
    line = book(house, sharer_ids=(sharer.pk,)).lines.get()
    late = line.stays.get(guest=sharer)
    stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk, absent_stay_ids=[late.pk])
    late.refresh_from_db()
    assert late.status == StayStatus.EXPECTED
    sharers.add_sharer(line_id=line.pk, guest_id=sharer.pk, on=NEXT_DAY, at=NOON + timedelta(days=1))
    late.refresh_from_db()
    assert (late.status, late.arrival, late.is_payer) == (StayStatus.IN_HOUSE, NEXT_DAY, False)


def test_a_blacklisted_guest_stops_booking_and_check_in(house):
    line = book(house, guest=(guest := GuestFactory())).lines.get()
    entry = blacklist(guest)
    with pytest.raises(BlacklistStop) as stop:
        book(house, guest=guest)
    assert stop.value.alerts == [entry]
    with pytest.raises(BlacklistStop):
        stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=house[1][0].pk, blacklist_reason="please")


def test_he_is_served_only_with_the_permission_and_a_reason_that_is_kept_as_a_note(house):
    guest, clerk = GuestFactory(), UserFactory()
    line = book(house, guest=guest).lines.get()
    blacklist(guest)
    act = {"line_id": line.pk, "on": DAY, "at": NOON, "user": clerk, "room_id": house[1][0].pk}
    with pytest.raises(BlacklistStop) as stop:
        stays.check_in(**act, may_override_blacklist=True, blacklist_reason="  ")
    assert stop.value.field == "reason"
    stays.check_in(**act, may_override_blacklist=True, blacklist_reason="Debt paid today")
    note = Note.objects.get(guest=guest)
    assert "Debt paid today" in note.text
    assert note.author == clerk


def test_an_entry_that_has_ended_stops_nobody(house):
    guest = GuestFactory()
    entry = blacklist(guest)
    Alert.objects.filter(pk=entry.pk).update(ends_on=DAY - timedelta(days=1))
    assert book(house, guest=guest)


# --- Check-out -----------------------------------------------------------------------------------------
def test_checking_out_frees_the_room_and_settles_the_nights(house):
    line = arrive(house)
    stays.check_out(line_id=line.pk, on=DAY + timedelta(days=3), at=NOON + timedelta(days=3))
    stay = line.stays.get()
    assert (stay.status, stay.nights, stay.spend) == (StayStatus.CHECKED_OUT, 3, Decimal("900.00"))
    assert Charge.objects.get(stay=stay).is_from_nights
    assert Reservation.objects.get(pk=line.reservation_id).status == Status.CHECKED_OUT
    assert house[1][0] in free_rooms(arrival=DAY, departure=NEXT_DAY)


def test_who_leaves_early_pays_the_nights_he_slept_here(house):
    line = arrive(house)
    stays.check_out(line_id=line.pk, on=NEXT_DAY, at=NOON)
    line.refresh_from_db()
    assert (line.departure, line.amount) == (NEXT_DAY, Decimal("300.00"))
    assert line.stays.get().spend == Decimal("300.00")


def test_who_overstays_pays_further_nights_at_the_price_of_the_last(house):
    line = arrive(house)
    stays.check_out(line_id=line.pk, on=DAY + timedelta(days=4), at=NOON)
    assert line.stays.get().spend == Decimal("1200.00")


def test_a_check_out_taken_back_restores_departure_nights_and_amount(house):
    line = arrive(house)
    dates.change_line(line_id=line.pk, expected_version=line.lock_version, on=DAY, rate=Decimal("333.33"))
    before = ReservationLine.objects.get(pk=line.pk)
    stays.check_out(line_id=line.pk, on=NEXT_DAY, at=NOON)
    stays.reverse_check_out(line_id=line.pk, on=NEXT_DAY)
    after = ReservationLine.objects.get(pk=line.pk)
    assert (after.status, after.departure, after.amount) == (Status.IN_HOUSE, before.departure, before.amount)
    stay = after.stays.get()
    assert (stay.status, stay.checked_out_at, stay.spend) == (StayStatus.IN_HOUSE, None, 0)
    assert sum(after.nights_sold.values_list("amount", flat=True)) == before.amount


def test_a_check_out_is_not_taken_back_into_a_room_that_has_been_given_away(house):
    line = arrive(house)
    stays.check_out(line_id=line.pk, on=DAY, at=NOON)
    arrive(house)
    with pytest.raises(RoomUnavailable):
        stays.reverse_check_out(line_id=line.pk, on=DAY)
    assert line.stays.get().status == StayStatus.CHECKED_OUT


def test_a_check_in_taken_back_expects_the_guest_again(house):
    line = arrive(house)
    stays.reverse_check_in(line_id=line.pk)
    line.refresh_from_db()
    assert (line.status, line.reservation.status) == (Status.CONFIRMED, Status.CONFIRMED)
    assert (line.stays.get().status, line.stays.get().checked_in_at) == (StayStatus.EXPECTED, None)


def test_a_check_in_with_charges_is_not_taken_back(house):
    line = arrive(house)
    stay = line.stays.get()
    Charge.objects.create(
        stay=stay, source="till", external_id="1", outlet=Outlet.objects.first(), amount=50,
        posted_at=NOON, business_date=DAY,
    )  # fmt: skip
    stay.spend = 50
    stay.save()
    with pytest.raises(NotExpected):
        stays.reverse_check_in(line_id=line.pk)


def test_only_who_is_in_the_house_checks_out(house):
    line = book(house).lines.get()
    with pytest.raises(NotInHouse):
        stays.check_out(line_id=line.pk, on=DAY, at=NOON)


def test_every_act_is_in_the_change_history(house):
    line = arrive(house)
    stays.check_out(line_id=line.pk, on=NEXT_DAY, at=NOON)
    statuses = list(line.events.order_by("pgh_id").values_list("status", flat=True))
    assert statuses == [Status.CONFIRMED, Status.IN_HOUSE]


# --- No-show, rooms, dates, walk-in ----------------------------------------------------------------------
def test_a_no_show_is_no_stay_and_can_be_taken_back(house):
    line = book(house).lines.get()
    with pytest.raises(NotExpected):
        stays.mark_no_show(line_id=line.pk, on=DAY - timedelta(days=1))
    stays.mark_no_show(line_id=line.pk, on=DAY)
    assert line.stays.get().status == StayStatus.VOID
    assert Reservation.objects.get(pk=line.reservation_id).status == Status.NO_SHOW
    changes.reinstate(reservation_id=line.reservation_id, line_ids=[line.pk])
    assert line.stays.get().status == StayStatus.EXPECTED


def test_a_room_is_promised_once(house):
    first, second = book(house).lines.get(), book(house).lines.get()
    rooms.assign_room(line_id=first.pk, room_id=house[1][0].pk)
    with pytest.raises(RoomUnavailable):
        rooms.assign_room(line_id=second.pk, room_id=house[1][0].pk)
    rooms.assign_room(line_id=first.pk, room_id=None)
    assert rooms.assign_room(line_id=second.pk, room_id=house[1][0].pk).room == house[1][0]


def test_guests_move_to_a_free_room_only(house):
    first = arrive(house)
    second = arrive(house, room=house[1][1])
    with pytest.raises(RoomUnavailable):
        rooms.move_room(line_id=first.pk, room_id=second.room_id, on=DAY)
    other = RoomFactory()
    rooms.move_room(line_id=first.pk, room_id=other.pk, on=DAY)
    assert first.stays.get().room == other


def test_an_extension_that_runs_into_the_next_promise_is_refused(house):
    line = arrive(house)
    book(house, room_id=house[1][0].pk, arrival=DAY + timedelta(days=3), departure=DAY + timedelta(days=5))
    with pytest.raises(RoomUnavailable):
        dates.change_line(
            line_id=line.pk, expected_version=line.lock_version, on=DAY, departure=DAY + timedelta(days=4)
        )
    assert ReservationLine.objects.get(pk=line.pk).departure == DAY + timedelta(days=3)


def test_two_bookings_back_to_back_are_one_going_on_and_no_night_is_sold_or_counted_twice(house):
    """Field note 11: moved, longer than booked, stayed on by a second booking, left early."""
    guest, night = GuestFactory(), timedelta(days=1)
    line = arrive(house, guest=guest, departure=DAY + night)
    second = book(house, guest=guest, arrival=DAY + 2 * night, departure=DAY + 5 * night).lines.get()
    line = rooms.move_room(line_id=line.pk, room_id=house[1][1].pk, on=DAY)
    version = ReservationLine.objects.get(pk=line.pk).lock_version
    dates.change_line(line_id=line.pk, expected_version=version, on=DAY, departure=DAY + 2 * night)
    assert desk.following(line, on=DAY + night) is None
    assert desk.following(line, on=DAY + 2 * night) == second
    stays.stay_on(line_id=line.pk, next_line_id=second.pk, on=DAY + 2 * night, at=NOON + 2 * night)
    second.refresh_from_db()
    assert (second.status, second.room) == (Status.IN_HOUSE, house[1][1])
    assert list(guest.stays.filter(status=StayStatus.IN_HOUSE)) == [second.stays.get()]
    stays.check_out(line_id=second.pk, on=DAY + 4 * night, at=NOON + 4 * night)
    slept = [DAY + number * night for number in range(4)]
    sold = RoomNight.objects.filter(line__reservation__guest=guest)
    assert sorted(sold.values_list("date", flat=True)) == slept
    assert sum(stay.nights for stay in guest.stays.all()) == len(slept)
    assert sum(Charge.objects.filter(stay__guest=guest).values_list("amount", flat=True)) == 4 * 300


def test_who_cannot_stay_on_is_where_he_was(house):
    guest = GuestFactory()
    line = arrive(house, guest=guest, departure=NEXT_DAY)
    second = book(house, guest=guest, arrival=NEXT_DAY, departure=DAY + timedelta(days=3)).lines.get()
    book(house, room_id=line.room_id, arrival=NEXT_DAY, departure=DAY + timedelta(days=2))
    with pytest.raises(RoomUnavailable):
        stays.stay_on(line_id=line.pk, next_line_id=second.pk, on=NEXT_DAY, at=NOON)
    assert line.stays.get().status == StayStatus.IN_HOUSE
    assert second.stays.get().status == StayStatus.EXPECTED


def test_a_line_changed_by_somebody_else_is_a_conflict(house):
    line = book(house).lines.get()
    dates.change_line(line_id=line.pk, expected_version=line.lock_version, on=DAY, adults=3)
    with pytest.raises(EditConflict) as conflict:
        dates.change_line(line_id=line.pk, expected_version=line.lock_version, on=DAY, adults=2)
    assert (conflict.value.conflicts, conflict.value.before) == ([("adults", 2, 3)], {"adults": 1})


def test_who_only_gives_a_room_does_not_disturb_who_counts_persons(house):
    line = book(house).lines.get()
    rooms.assign_room(line_id=line.pk, room_id=house[1][0].pk)
    line = dates.change_line(line_id=line.pk, expected_version=line.lock_version, on=DAY, adults=2)
    assert (line.adults, line.room) == (2, house[1][0])


def test_new_nights_cost_what_their_neighbours_cost_unless_a_rate_is_named(house):
    line = book(house).lines.get()
    change = {"line_id": line.pk, "on": DAY, "departure": DAY + timedelta(days=4)}
    assert dates.change_line(**change, expected_version=0).amount == Decimal("1200.00")
    assert dates.change_line(**change, expected_version=1, rate=Decimal("100")).amount == Decimal("400.00")


def test_a_walk_in_is_a_new_file_a_booking_and_a_check_in_at_once(house):
    line = walk_in(
        draft=draft(house, guest_id=0, room_id=house[1][0].pk, departure=NEXT_DAY),
        guest=GuestDraft(name="周建国", phones=("13812346621",)),
        on=DAY,
        at=NOON,
        by="desk",
    )
    assert (line.status, line.reservation.origin) == (Status.IN_HOUSE, Origin.WALK_IN)
    assert line.stays.get().guest.phones.get().digits.endswith("6621")


def test_a_refused_walk_in_leaves_nothing_behind(house):
    arrive(house)
    wanted = draft(house, token="new", room_id=house[1][0].pk, departure=NEXT_DAY)
    guests, reservations = Guest.objects.count(), Reservation.objects.count()
    with pytest.raises(RoomUnavailable):
        walk_in(
            draft=wanted,
            guest=GuestDraft(name="周建国"),
            on=DAY,
            at=NOON,
            by="desk",
        )
    assert (Guest.objects.count(), Reservation.objects.count()) == (guests, reservations)

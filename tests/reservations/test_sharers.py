"""Several people in one room: one leaves alone, another one pays; no money is lost or paid twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from common.dates import business_day_start
from reservations.choices import Handover, OutletCategory, Status, StayStatus
from reservations.exceptions import LastInTheRoom, NotExpected, NotInHouse, PayerNeeded
from reservations.models import Charge, Outlet, ReservationLine, Stay
from reservations.selectors import desk
from reservations.selectors.folios import folio_of
from reservations.services import booking, dates, sharers, stays
from reservations.services.charges import post_charges, read_charges
from tests.factories import DAY, GuestFactory, RoomFactory, RoomTypeFactory

pytestmark = pytest.mark.django_db

NOON = business_day_start(DAY) + timedelta(hours=8)


def day(number):
    return DAY + timedelta(days=number)


def noon(number):
    return NOON + timedelta(days=number)


@pytest.fixture
def room():
    """A room booked for three nights at 300, in the house: the first of two guests pays."""
    room = RoomFactory(room_type=RoomTypeFactory())
    payer, sharer = GuestFactory(name="王付款"), GuestFactory(name="李同住")
    draft = booking.BookingDraft(
        token="sharers",
        guest_id=payer.pk,
        arrival=DAY,
        departure=day(3),
        room_type_id=room.room_type_id,
        rate=Decimal("300.00"),
        sharer_ids=(sharer.pk,),
    )
    line = booking.create_reservation(draft=draft, at=NOON, by="desk").lines.get()
    return stays.check_in(line_id=line.pk, on=DAY, at=NOON, room_id=room.pk)


def payer_of(line) -> Stay:
    return line.stays.get(is_payer=True)


def sharer_of(line) -> Stay:
    return line.stays.filter(is_payer=False).order_by("pk").last()


def consume(line, amount="88.00", number="T1", category=OutletCategory.RESTAURANT):
    outlet = Outlet.objects.filter(category=category, is_active=True).first()
    said = {
        "external_id": number,
        "reservation": line.reservation.confirmation,
        "outlet": outlet.code,
        "amount": amount,
        "posted_at": noon(1).isoformat(),
    }
    charges, readings = read_charges([said], source="till")
    assert not readings[0].errors
    return post_charges(source="till", charges=charges, received_at=noon(1))[0]


def spends(line):
    return {stay.guest.name: stay.spend for stay in line.stays.select_related("guest")}


# --- Leaving alone ---------------------------------------------------------------------------------------
def test_a_sharer_leaves_alone_and_the_room_stays_occupied(room):
    leaving = sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=leaving.pk, on=day(1), at=noon(1))
    leaving.refresh_from_db()
    room.refresh_from_db()
    assert (leaving.status, leaving.departure, leaving.nights) == (StayStatus.CHECKED_OUT, day(1), 1)
    assert (room.status, room.departure) == (Status.IN_HOUSE, day(3))
    (row,) = desk.rows(desk.only(room.pk), on=day(1), place="in_house")
    assert [person.guest.name for person in row.people] == ["王付款"]


def test_his_leaving_is_taken_back_and_he_leaves_with_the_others(room):
    leaving = sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=leaving.pk, on=day(1), at=noon(1))
    sharers.take_leaving_back(line_id=room.pk, stay_id=leaving.pk)
    leaving.refresh_from_db()
    assert (leaving.status, leaving.departure, leaving.checked_out_at) == (StayStatus.IN_HOUSE, day(3), None)
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert set(room.stays.values_list("nights", flat=True)) == {3}


def test_the_last_one_does_not_leave_alone(room):
    sharers.leave_alone(line_id=room.pk, stay_id=sharer_of(room).pk, on=day(1), at=noon(1))
    with pytest.raises(LastInTheRoom):
        sharers.leave_alone(
            line_id=room.pk, stay_id=payer_of(room).pk, on=day(1), at=noon(1), keeps_paying=True
        )


def test_nobody_leaves_twice(room):
    leaving = sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=leaving.pk, on=day(1), at=noon(1))
    with pytest.raises(NotInHouse):
        sharers.leave_alone(line_id=room.pk, stay_id=leaving.pk, on=day(1), at=noon(1))
    with pytest.raises(NotExpected):
        sharers.add_sharer(line_id=room.pk, guest_id=leaving.guest_id, on=day(1), at=noon(1))


def test_a_room_checked_out_and_taken_back_does_not_bring_back_who_left_before(room):
    early = sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=early.pk, on=day(2), at=noon(2))
    stays.check_out(line_id=room.pk, on=day(2), at=noon(2) + timedelta(hours=2))
    with pytest.raises(NotInHouse):
        sharers.take_leaving_back(line_id=room.pk, stay_id=early.pk)
    stays.reverse_check_out(line_id=room.pk, on=day(2))
    early.refresh_from_db()
    assert (early.status, early.departure) == (StayStatus.CHECKED_OUT, day(2))
    assert payer_of(room).status == StayStatus.IN_HOUSE


def test_a_check_in_is_not_taken_back_after_one_has_left(room):
    sharers.leave_alone(line_id=room.pk, stay_id=sharer_of(room).pk, on=DAY, at=NOON)
    with pytest.raises(NotExpected):
        stays.reverse_check_in(line_id=room.pk)


# --- Who pays --------------------------------------------------------------------------------------------
def test_a_payer_who_leaves_first_must_say_who_pays(room):
    with pytest.raises(PayerNeeded) as refused:
        sharers.leave_alone(line_id=room.pk, stay_id=payer_of(room).pk, on=day(1), at=noon(1))
    assert refused.value.field == "payer"
    assert payer_of(room).status == StayStatus.IN_HOUSE


def test_a_payer_who_settled_until_today_pays_the_nights_he_slept_and_the_next_one_the_rest(room):
    consume(room)
    payer, heir = payer_of(room), sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=payer.pk, on=day(1), at=noon(1), new_payer_stay_id=heir.pk)
    assert spends(room) == {"王付款": Decimal("388.00"), "李同住": Decimal("0.00")}
    folio = folio_of(room, leaving_on=day(3))
    assert (folio.posted, folio.nights, folio.total) == (
        Decimal("388.00"),
        Decimal("600.00"),
        Decimal("988.00"),
    )
    # Before the next one has bought anything, the folio says that the rest of the room is his.
    assert folio.shares == ((payer.guest, Decimal("388.00")), (heir.guest, Decimal("600.00")))
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert spends(room) == {"王付款": Decimal("388.00"), "李同住": Decimal("600.00")}
    assert folio_of(room, leaving_on=day(3)).total == Decimal("988.00")


def test_a_payer_who_settled_to_the_end_still_bears_the_room(room):
    sharers.leave_alone(line_id=room.pk, stay_id=payer_of(room).pk, on=day(1), at=noon(1), keeps_paying=True)
    consume(room)
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert spends(room) == {"王付款": Decimal("900.00"), "李同住": Decimal("88.00")}


def test_the_new_payer_takes_over_everything_when_asked_to(room):
    consume(room)
    sharers.change_payer(
        line_id=room.pk, stay_id=sharer_of(room).pk, on=day(2), at=noon(2), handover=Handover.EVERYTHING
    )
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert spends(room) == {"王付款": Decimal("0.00"), "李同住": Decimal("988.00")}


def test_paying_goes_to_and_fro_and_no_night_is_paid_twice(room):
    first, second = payer_of(room), sharer_of(room)
    sharers.change_payer(line_id=room.pk, stay_id=second.pk, on=day(1), at=noon(1))
    sharers.change_payer(line_id=room.pk, stay_id=first.pk, on=day(2), at=noon(2))
    sharers.change_payer(line_id=room.pk, stay_id=second.pk, on=day(2), at=noon(2))
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert spends(room) == {"王付款": Decimal("300.00"), "李同住": Decimal("600.00")}


def test_before_the_stay_the_payer_changes_without_any_charge(room):
    stays.reverse_check_in(line_id=room.pk)
    sharers.change_payer(line_id=room.pk, stay_id=sharer_of(room).pk, on=DAY, at=NOON)
    assert payer_of(room).guest.name == "李同住"
    assert not Charge.objects.filter(stay__line=room).exists()


def test_a_shortened_stay_is_split_to_the_cent(room):
    line = ReservationLine.objects.get(pk=room.pk)
    dates.change_line(line_id=line.pk, expected_version=line.lock_version, on=day(1), rate=Decimal("333.33"))
    sharers.change_payer(line_id=room.pk, stay_id=sharer_of(room).pk, on=day(1), at=noon(1))
    stays.check_out(line_id=room.pk, on=day(2), at=noon(2))
    assert spends(room) == {"王付款": Decimal("300.00"), "李同住": Decimal("333.33")}
    stays.reverse_check_out(line_id=room.pk, on=day(2))
    assert spends(room) == {"王付款": Decimal("300.00"), "李同住": Decimal("0.00")}
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert sum(spends(room).values()) == Decimal("966.66")


def test_a_system_that_posts_room_charges_itself_replaces_what_we_posted(room):
    sharers.change_payer(line_id=room.pk, stay_id=sharer_of(room).pk, on=day(1), at=noon(1))
    assert spends(room)["王付款"] == Decimal("300.00")
    consume(room, amount="950.00", number="ROOM", category=OutletCategory.ROOMS)
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    assert spends(room) == {"王付款": Decimal("0.00"), "李同住": Decimal("950.00")}


def test_a_till_that_repeats_a_charge_does_not_move_it_to_the_new_payer(room):
    assert consume(room).outcome == "created"
    sharers.change_payer(line_id=room.pk, stay_id=sharer_of(room).pk, on=day(1), at=noon(1))
    assert consume(room).outcome == "same"
    assert consume(room, number="T2").charge.stay == payer_of(room)


def test_who_has_left_or_belongs_elsewhere_cannot_pay(room):
    gone = sharer_of(room)
    sharers.leave_alone(line_id=room.pk, stay_id=gone.pk, on=day(1), at=noon(1))
    with pytest.raises(NotExpected):
        sharers.change_payer(line_id=room.pk, stay_id=gone.pk, on=day(1), at=noon(1))
    with pytest.raises(NotExpected):
        sharers.change_payer(line_id=room.pk, stay_id=0, on=day(1), at=noon(1))


def test_a_closed_room_keeps_its_payer(room):
    other = sharer_of(room)
    stays.check_out(line_id=room.pk, on=day(3), at=noon(3))
    with pytest.raises(NotExpected):
        sharers.change_payer(line_id=room.pk, stay_id=other.pk, on=day(3), at=noon(3))

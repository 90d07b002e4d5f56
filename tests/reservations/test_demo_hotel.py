"""The invented hotel: reproducible, within the house, near the proportions the hotel gives of itself."""

from datetime import date
from decimal import Decimal

import pgtrigger
import pytest
from django.db.models import Count, F, Sum

from guests.models import Alert, Guest, GuestEmail, GuestPhone
from reservations.choices import OutletCategory, Status, StayStatus
from reservations.demo.hotel import DemoRefused, build_demo_hotel, years_for
from reservations.demo.kinds import FOREIGN_CHANNELS
from reservations.models import Charge, Reservation, ReservationLine, Room, RoomNight, Stay
from tests.reservations.test_spend_by_outlet import wrong_sums

TODAY = date(2026, 10, 14)


def build(**changes):
    return build_demo_hotel(**({"on": TODAY, "guests": 700, "years": 0.1, "seed": 7} | changes))


def wipe():
    """Everything of the demo, so that it can be built again in one test."""
    Charge.objects.exclude(refund_of=None).delete()
    for model in (Charge, Stay, RoomNight, ReservationLine, Reservation):
        model.objects.all().delete()
    with pgtrigger.ignore("guests.Consent:consents_are_only_added"):
        Guest.objects.all().delete()


@pytest.mark.django_db
class TestTheSmallHotel:
    @pytest.fixture(autouse=True)
    def hotel(self, db):
        self.summary = build()

    def test_the_figures_told_are_those_of_the_tables(self):
        assert self.summary.guests == Guest.objects.count() == 700
        assert self.summary.reservations == Reservation.objects.count()
        assert self.summary.stays == Stay.objects.count()
        assert self.summary.charges == Charge.objects.count()
        assert self.summary.revenue == Charge.objects.aggregate(Sum("amount"))["amount__sum"]

    def test_everything_is_marked_as_synthetic(self):
        for model in (Guest, Reservation, Stay):
            assert not model.objects.filter(is_synthetic=False).exists()

    def test_every_stay_keeps_the_sum_of_its_charges(self):
        wrong = Stay.objects.annotate(total=Sum("charges__amount", default=Decimal(0))).exclude(
            spend=F("total")
        )
        assert not wrong.exists()
        assert wrong_sums() == []

    def test_every_line_keeps_the_sum_of_its_nights(self):
        lines = ReservationLine.objects.annotate(
            total=Sum("nights_sold__amount", default=Decimal(0)), sold=Count("nights_sold")
        )
        assert lines.exists()
        assert [line for line in lines if (line.amount, line.nights) != (line.total, line.sold)] == []

    def test_no_room_is_taken_twice_in_a_night(self):
        nights = RoomNight.objects.filter(
            line__room__isnull=False,
            line__status__in=[Status.CHECKED_OUT, Status.IN_HOUSE, Status.CONFIRMED],
        )
        assert not nights.values("line__room", "date").annotate(n=Count("id")).filter(n__gt=1).exists()

    def test_there_is_a_day_for_the_desk_to_work_on(self):
        lines = ReservationLine.objects
        assert lines.filter(arrival=TODAY, status=Status.CONFIRMED).exists()
        assert lines.filter(arrival=TODAY, status=Status.IN_HOUSE).exists()
        assert lines.filter(departure=TODAY, status=Status.IN_HOUSE).exists()
        assert lines.filter(arrival__gt=TODAY, status=Status.CONFIRMED).exists()
        assert lines.filter(status__in=[Status.CANCELLED, Status.NO_SHOW]).exists()
        assert (
            not Stay.objects.filter(arrival__gt=TODAY)
            .exclude(status__in=[StayStatus.EXPECTED, StayStatus.VOID])
            .exists()
        )

    def test_nobody_real_can_be_reached_by_accident(self):
        assert not GuestPhone.objects.exclude(number__startswith="+86154").exists()
        assert (
            not GuestEmail.objects.filter(is_masked=False)
            .exclude(address__regex=r"@example\.(com|org|net)$")
            .exists()
        )

    def test_a_blacklisted_guest_has_an_approver_who_cannot_sign_in(self):
        for alert in Alert.objects.filter(kind="blacklist").select_related("approved_by"):
            assert not alert.approved_by.is_active
            assert not alert.approved_by.has_usable_password()

    def test_it_is_not_built_over_guests_that_are_there(self):
        with pytest.raises(DemoRefused):
            build()

    def test_beside_others_it_takes_only_rooms_that_are_free(self):
        build(seed=8, guests=300, beside_others=True)
        assert Guest.objects.count() == 1000


@pytest.mark.django_db
def test_built_in_many_chunks_no_room_has_two_parties(monkeypatch):
    monkeypatch.setattr("reservations.demo.hotel.PEOPLE_AT_ONCE", 300)
    summary = build(guests=3000, years=0.04)
    assert summary.guests == 3000
    in_house = ReservationLine.objects.filter(status=Status.IN_HOUSE)
    assert in_house.count() == in_house.values("room").distinct().count() > 20


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_hotel_and_another_seed_another():
    def figures(summary):
        return vars(summary) | {
            "spends": list(Stay.objects.order_by("pk").values_list("guest__name", "spend"))
        }

    first = figures(build(guests=200))
    wipe()
    again = figures(build(guests=200))
    wipe()
    other = figures(build(guests=200, seed=8))
    assert first == again
    assert first["spends"] != other["spends"]


@pytest.mark.django_db
def test_the_proportions_are_those_of_the_hotel():
    summary = build(guests=6500, years=0.35)
    assert 0.5 < summary.occupancy < 0.8
    assert summary.revenue_a_year > 25_000_000
    revenue = Charge.objects.aggregate(Sum("amount"))["amount__sum"]

    def share(**of):
        return Charge.objects.filter(**of).aggregate(Sum("amount"))["amount__sum"] / revenue

    foreign = {"stay__line__reservation__channel__code__in": FOREIGN_CHANNELS}
    assert share(stay__line__reservation__origin="group") == pytest.approx(
        Decimal("0.21"), abs=Decimal("0.12")
    )
    assert share(stay__line__reservation__origin="contract") == pytest.approx(
        Decimal("0.23"), abs=Decimal("0.08")
    )
    assert share(**foreign, stay__line__reservation__origin="transient") == pytest.approx(
        Decimal("0.24"), abs=Decimal("0.08")
    )
    assert share(outlet__category=OutletCategory.ROOMS) == pytest.approx(Decimal("0.5"), abs=Decimal("0.08"))
    assert share(outlet__category=OutletCategory.RESTAURANT) == pytest.approx(
        Decimal("0.33"), abs=Decimal("0.08")
    )


def test_more_guests_than_the_house_can_hold_get_the_longest_history():
    assert years_for(30_000, 167) == 3
    assert years_for(1_000_000, 167) == 10


@pytest.mark.django_db
def test_the_house_is_furnished_by_the_migrations():
    assert Room.objects.count() == 167
    assert Room.objects.values("floor").distinct().count() == 10


@pytest.mark.django_db
def test_stopped_half_way_it_leaves_no_guest_and_can_be_built_again(monkeypatch):
    monkeypatch.setattr("reservations.demo.hotel.PEOPLE_AT_ONCE", 100)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(guests=300, progress=stop)
    assert not Guest.objects.exists()
    assert build(guests=300).guests == 300

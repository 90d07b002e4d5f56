"""Shared by the tests of guest value: a small hotel, and a night without commands."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from analytics.value.models import GuestValue, ValueRun
from analytics.value.services.costs import enter_costs
from analytics.value.services.night import start_night
from common import jobs
from common.dates import business_day_start
from guests.models import Guest
from reservations.choices import Status, StayStatus
from reservations.models import Reservation, ReservationLine, Stay

AS_OF = date(2026, 6, 30)


def run_night(on: date = AS_OF, *, again: bool = True) -> ValueRun:
    """The night of `on`, done here; returns its value run."""
    run = start_night(on=on, again=again, hinted=False)
    jobs.execute(run.pk, reraise=True)
    run.refresh_from_db()
    return ValueRun.objects.get(pk=run.result["value_run"])


def value_of(guest: Guest, run: ValueRun) -> GuestValue:
    return GuestValue.objects.get(run_id=run.pk, guest_id=guest.pk)


def guest(**facts) -> Guest:
    return Guest.objects.create(name="测试", **facts)


def stay(
    guest: Guest, arrival: date, spend, *, nights: int = 1, motive: str = "", status="checked_out"
) -> Stay:
    """A stay that cost `spend`, with a reservation of its own."""
    departure = arrival + timedelta(days=nights)
    reservation = Reservation.objects.create(
        source="test", external_id=f"N{Reservation.objects.count()}", guest=guest, motive=motive
    )
    line = ReservationLine.objects.create(
        reservation=reservation, arrival=arrival, departure=departure, status=Status.CHECKED_OUT
    )
    return Stay.objects.create(
        guest=guest,
        line=line,
        arrival=arrival,
        departure=departure,
        status=status,
        checked_in_at=business_day_start(arrival),
        checked_out_at=business_day_start(departure) if status == StayStatus.CHECKED_OUT else None,
        spend=Decimal(spend),
    )


def stays(visits: Iterable[tuple[Guest, date, dict]]) -> list[Stay]:
    """A completed stay of one night for each (guest, arrival, what else Stay is to say), in three messages to the
    database; all with one reservation."""
    visits = [
        (person, arrival, {"departure": arrival + timedelta(days=1)} | told)
        for person, arrival, told in visits
    ]
    reservation = Reservation.objects.create(source="test", external_id=f"M{Reservation.objects.count()}")
    lines = ReservationLine.objects.bulk_create(
        ReservationLine(
            reservation=reservation,
            line=str(at),
            arrival=arrival,
            departure=told["departure"],
            status=Status.CHECKED_OUT,
        )
        for at, (_person, arrival, told) in enumerate(visits)
    )
    usual = {"status": StayStatus.CHECKED_OUT, "spend": 100}
    return Stay.objects.bulk_create(
        Stay(
            guest=person,
            line=line,
            arrival=arrival,
            **{
                "checked_in_at": business_day_start(arrival),
                "checked_out_at": business_day_start(told["departure"]),
            }
            | usual
            | told,
        )
        for (person, arrival, told), line in zip(visits, lines, strict=True)
    )


def monthly_cost(amount, month: date = date(2026, 5, 1)) -> None:
    enter_costs(amounts={month: Decimal(amount)}, by="finance")


def rows_of(run: ValueRun) -> list[tuple]:
    """Every stored figure of the run, without its number: equal for equal runs."""
    fields = [f.attname for f in GuestValue._meta.concrete_fields if f.attname not in {"pk", "run_id"}]
    return list(GuestValue.objects.filter(run_id=run.pk).order_by("guest_id").values_list(*fields))

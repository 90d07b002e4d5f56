"""Guests who live as the model of repeat visits says, straight into the tables: many and quickly."""

from datetime import date, timedelta
from random import Random

from common.dates import business_day_start
from guests.models import Guest
from reservations.choices import Status, StayStatus
from reservations.models import Reservation, ReservationLine, Stay

AS_OF = date(2026, 6, 30)
#: Returns a day: Gamma(0.6) about one in a hundred days; leaving after a return: Beta(0.9, 2).
RATE, DAYS, LEAVING = 0.6, 120, (0.9, 2.0)


def live(number: int, *, seed: int = 5) -> list[Guest]:
    """`number` guests with first stays over four years before AS_OF and the returns that follow."""
    chance = Random(seed)
    guests = Guest.objects.bulk_create([Guest(name=f"测试{n}") for n in range(number)])
    visits = [(person, day) for person in guests for day in _life(chance)]
    reservation = Reservation.objects.create(source="test", external_id="lives", guest=guests[0])
    lines = ReservationLine.objects.bulk_create(
        [
            ReservationLine(
                reservation=reservation,
                line=str(at),
                arrival=day,
                departure=day + timedelta(days=1),
                status=Status.CHECKED_OUT,
            )
            for at, (_person, day) in enumerate(visits)
        ]
    )
    Stay.objects.bulk_create(
        [
            Stay(
                guest=person,
                line=line,
                arrival=day,
                departure=day + timedelta(days=1),
                status=StayStatus.CHECKED_OUT,
                checked_in_at=business_day_start(day),
                checked_out_at=business_day_start(day + timedelta(days=1)),
                spend=chance.randint(300, 3000),
            )
            for (person, day), line in zip(visits, lines, strict=True)
        ]
    )
    return guests


def _life(chance: Random):
    rate, leaving = chance.gammavariate(RATE, 1 / DAYS), chance.betavariate(*LEAVING)
    day = AS_OF - timedelta(days=chance.randint(2, 1460))
    yield day
    while True:
        day += timedelta(days=1 + int(min(9999, chance.expovariate(rate))))
        if day >= AS_OF:
            return
        yield day
        if chance.random() < leaving:
            return

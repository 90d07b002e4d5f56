"""Guests who live as the model of repeat visits says, straight into the tables: many and quickly."""

from datetime import timedelta
from random import Random

from guests.models import Guest

from .night import AS_OF, stays

#: Returns a day: Gamma(0.6) about one in a hundred days; leaving after a return: Beta(0.9, 2).
RATE, DAYS, LEAVING = 0.6, 120, (0.9, 2.0)


def live(number: int, *, seed: int = 5) -> list[Guest]:
    """`number` guests with first stays over four years before AS_OF and the returns that follow."""
    chance = Random(seed)
    guests = Guest.objects.bulk_create([Guest(name=f"测试{n}") for n in range(number)])
    visits = [(person, day) for person in guests for day in _life(chance)]
    stays((person, day, {"spend": chance.randint(300, 3000)}) for person, day in visits)
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

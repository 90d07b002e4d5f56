"""Where a guest stands, by the rules alone."""

from datetime import date, timedelta

import pytest

from analytics.life_cycle.choices import State
from analytics.life_cycle.rules import Thresholds, Visit, standing, usual_interval

ON = date(2026, 6, 30)
RULES = Thresholds()


def visit(days_ago: int, outlets: int = 0) -> Visit:
    arrival = ON - timedelta(days=days_ago)
    return Visit(arrival, arrival + timedelta(days=1), outlets)


def state(*days_ago: int, booked: bool = False, rules: Thresholds = RULES) -> State:
    return standing([visit(days) for days in days_ago], booked=booked, on=ON, thresholds=rules).state


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ([], State.PROSPECT),
        ([10], State.FIRST_STAY),
        ([200, 10], State.RETURNING),
        ([400, 300, 200, 100, 10], State.LOYAL),
        ([900, 600], State.AT_RISK),
        ([1800, 1500], State.LOST),
        ([2000, 1900, 1800, 20], State.WON_BACK),
    ],
)
def test_the_course_of_a_life_cycle(days_ago, expected):
    assert state(*days_ago) == expected


def test_risk_follows_his_own_rhythm_not_the_calendar():
    # Both were here 70 days ago; only who used to come every month has been away for too long.
    assert state(160, 130, 100, 70) == State.AT_RISK
    assert state(670, 470, 270, 70) == State.RETURNING


def test_the_days_named_are_the_days_it_happens():
    visits = [visit(300), visit(200)]
    found = standing(visits, booked=False, on=ON, thresholds=RULES)
    for day, before, after in [
        (found.at_risk_on, State.RETURNING, State.AT_RISK),
        (found.lost_on, State.AT_RISK, State.LOST),
    ]:
        yesterday = day - timedelta(days=1)
        assert standing(visits, booked=False, on=yesterday, thresholds=RULES).state == before
        assert standing(visits, booked=False, on=day, thresholds=RULES).state == after


def test_a_booking_to_come_keeps_him_from_being_lost():
    assert state(1800, 1500, booked=True) == State.RETURNING


def test_several_outlets_count_over_all_his_stays():
    visits = [visit(100, 0b000001), visit(10, 0b010000)]
    assert standing(visits, booked=False, on=ON, thresholds=RULES).state == State.SEVERAL_OUTLETS
    assert standing(visits[:1], booked=False, on=ON, thresholds=RULES).state == State.FIRST_STAY


def test_an_interval_stays_within_its_bounds():
    days = [ON, ON - timedelta(days=3)]
    assert usual_interval(days, RULES) == RULES.shortest
    assert usual_interval([ON, ON - timedelta(days=3000)], RULES) == RULES.longest
    assert usual_interval(days[:1], RULES) == RULES.single

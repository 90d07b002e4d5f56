from datetime import date
from decimal import Decimal as D

import pytest

from analytics.value import formulas
from analytics.value.choices import Indicator, ValueClass

EQUAL = {key: D(1) for key in Indicator}


def known(**scores):
    return {key: scores.get(str(key)) for key in Indicator}


def test_worked_example_holds_to_the_cent():
    cost = formulas.cost_per_guest(D(30_000_000), 50_000)
    spend = D(1200) + D(800) + D(1500) + D(900)
    assert cost == D("600.00")
    assert formulas.chv(spend, cost) == D("3800.00")
    for periods, expected in ((3, "4896.48"), (5, "7586.15")):
        factor = formulas.annuity(periods, D("0.08"))
        # p = 2: four stays in two years.
        assert formulas.ccv(spend=spend, cost=cost, stays=4, recent=4, periods=D(2), factor=factor) == D(
            expected
        )


def test_without_guests_there_is_no_cost_per_guest():
    assert formulas.cost_per_guest(D(1000), 0) == 0


def test_habit_counts_at_least_one_period_and_at_most_24_months():
    on = date(2026, 6, 30)
    assert formulas.habit_periods(on, on, 1) == 1
    assert formulas.habit_periods(date(2020, 1, 1), on, 1) == 2
    assert formulas.habit_periods(date(2024, 6, 30), on, 4) == 8
    assert formulas.habit_periods(date(2025, 6, 30), on, 12) == pytest.approx(365 * 12 / D("365.25"))


def test_best_motive_scores_100_last_0_evenly_between():
    assert formulas.rank_scores({"a": D(5), "b": D(9), "c": D(1)}) == {"b": 100, "a": 50, "c": 0}
    assert formulas.rank_scores({"only": D(-3)}) == {"only": 100}
    assert formulas.rank_scores({}) == {}


def test_missing_indicator_gives_its_weight_to_the_others():
    score, completeness = formulas.cpv(known(motive=D(100), credit=D(0), income=D(80)), EQUAL)
    assert score == D(60)
    assert completeness == D("0.5")


def test_a_guest_of_whom_nothing_is_known_has_no_cpv():
    assert formulas.cpv(known(), EQUAL) == (None, 0)


def test_weights_count_in_proportion():
    weights = EQUAL | {Indicator.MOTIVE: D(3)}
    assert formulas.cpv(known(motive=D(100), credit=D(0)), weights)[0] == D(75)


def test_income_against_spend_is_the_percentile_among_all():
    ratios = [float(n) for n in range(1, 1001)]
    steps = formulas.growth_steps(ratios)
    assert formulas.growth_score(0.5, steps) == 0
    assert formulas.growth_score(2000.0, steps) == 100
    assert formulas.growth_score(500.5, steps) == pytest.approx(D(50), abs=D("0.1"))
    assert formulas.growth_score(None, steps) is None


def test_room_to_grow_is_unknown_without_spend():
    day = date(2026, 1, 1)
    assert formulas.room_to_grow(yearly_income=D(12), spend=D(0), first_stay=day, as_of=day) is None
    assert formulas.room_to_grow(yearly_income=D(12), spend=D(6), first_stay=day, as_of=day) == 2.0


@pytest.mark.parametrize(
    ("ccv", "cpv", "expected"),
    [
        (D(10), D(50), ValueClass.HIGH),
        (D(10), D("49.99"), ValueClass.SECONDARY),
        (D(10), None, ValueClass.SECONDARY),
        (D("9.99"), D(50), ValueClass.POTENTIAL),
        (D(-5), None, ValueClass.LOW),
    ],
)
def test_class_is_high_at_the_threshold_and_above(ccv, cpv, expected):
    assert formulas.class_of(ccv, cpv, D(10), D(50)) == expected

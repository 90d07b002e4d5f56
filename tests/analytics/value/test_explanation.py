from datetime import date
from decimal import Decimal as D

import pytest
from django.utils.translation import override

from analytics.value.choices import Indicator, ValueClass
from analytics.value.explanation import delivered_in, explain, indicator_lines, stays_needed
from analytics.value.formulas import annuity
from analytics.value.models import GuestValue, ValueParameters, ValueRun

PARAMETERS = ValueParameters(valid_from=date(2026, 1, 1))


def run(**changes) -> ValueRun:
    """C = 600; current value is high from 4000, incremental value from 50."""
    return ValueRun(
        business_date=date(2026, 6, 30),
        parameters=PARAMETERS,
        **{
            "cost_per_guest": D(600),
            "cost_month": date(2026, 6, 1),
            "ccv_from": D(4000),
            "cpv_from": D(50),
            "scales": {"motive": {"business": "100.00"}, "industry": {"clerk": "20.00"}, "growth_steps": []},
            "summary": {"quantiles": ["1000.00", "2000.00", "5000.00"]},
        }
        | changes,
    )


def value(**changes) -> GuestValue:
    """The guest of the worked example: CHV 3800, r 950, p 2, CCV 4896.48."""
    return GuestValue(
        **{
            "stays": 4,
            "recent_stays": 4,
            "first_stay_on": date(2024, 6, 30),
            "last_stay_on": date(2026, 3, 1),
            "spend": D(4400),
            "chv": D(3800),
            "profit_per_stay": D(950),
            "stays_per_period": D(2),
            "ccv": D("4896.48"),
            "motive": "business",
            "industry": "clerk",
            "cpv": D(60),
            "completeness": D("0.333"),
            "value_class": "high",
        }
        | changes
    )


def words(value, run) -> str:
    with override("en"):
        explained = explain(value, run)
        return " ".join([*explained.why, *explained.moves])


def test_the_figures_that_put_him_there_are_named():
    text = words(value(), run())
    for figure in (
        "¥4,400.00",
        "¥600.00",
        "¥3,800.00",
        "¥950.00",
        "¥4,896.48",
        "¥4,000.00",
        "60.00",
        "50.00",
    ):
        assert figure in text
    assert "50%" in text  # two of three stored quantiles lie below him, of four parts


def test_stays_needed_are_exactly_those_that_meet_the_threshold():
    guest, of = value(), run()
    needed = stays_needed(guest, of)
    assert round(guest.profit_per_stay * needed * annuity(3, D("0.08")), 2) == of.ccv_from
    assert f"{needed:.2f}" in words(guest, of)


def test_who_has_cost_more_than_he_brought_is_told_what_is_missing():
    text = words(value(chv=D(-250), ccv=D(-100), profit_per_stay=D("-62.50")), run())
    assert "¥250.00" in text


def test_one_stay_and_little_knowledge_are_called_uncertain():
    text = words(value(stays=1), run())
    assert "single stay" in text
    assert "uncertain" in text


def test_nothing_known_is_not_high_and_names_what_to_ask():
    text = words(value(cpv=None, motive=None, industry=None, completeness=D(0)), run())
    assert "Nothing that shows room to grow" in text
    assert "Not known yet" in text


def test_indicators_show_what_is_known_and_why_the_rest_is_not():
    with override("en"):
        lines = dict(zip(Indicator, indicator_lines(value(), run()), strict=True))
        assert lines[Indicator.MOTIVE].score == D(100)
        assert lines[Indicator.MOTIVE].fact == "business trip"
        assert lines[Indicator.SATISFACTION].why_unknown == "he has answered too little in surveys"
        assert lines[Indicator.INCOME].why_unknown == "unknown"


@pytest.mark.parametrize("value_class", ValueClass)
def test_every_class_has_delivered_actions_in_both_languages(value_class):
    assert delivered_in(value_class, "en")

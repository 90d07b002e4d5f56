"""The night, the what-if and the explanation with a fitted model instead of the habit."""

from datetime import timedelta
from decimal import Decimal as D

import numpy as np
import pytest
from django.urls import reverse

from analytics.value.choices import Estimator
from analytics.value.expected_stays import StayModel
from analytics.value.explanation import explain
from analytics.value.formulas import annuity
from analytics.value.models import Backtest, GuestValue, StayForecast
from analytics.value.selectors.overview import movers
from analytics.value.selectors.preview import preview
from analytics.value.services.parameters import change_parameters, draft, parameters_on
from common.dates import business_day_start
from common.errors import HotelError

from .lives import AS_OF, live
from .night import guest, monthly_cost, rows_of, run_night, stay

pytestmark = pytest.mark.django_db
NOW = business_day_start(AS_OF)


def fit(kind=Estimator.BG_NBD, **parameters) -> StayForecast:
    """A stored fit with the figures of a usual hotel."""
    figures = {"r": 0.6, "alpha": 17.0, "a": 0.9, "b": 2.0} | parameters
    return StayForecast.objects.create(
        kind=kind, as_of=AS_OF, guests=1, returns=1, log_likelihood=-1, is_converged=True, seconds=0, fitted_at=NOW,
        **figures,
    )  # fmt: skip


def pin(estimator, **settings):
    return change_parameters(
        settings={"estimator": estimator, **settings}, valid_from=AS_OF, note="", by="management"
    )


def facts(rows):
    """(x, tx, T) of stored rows, in weeks."""
    x = np.array([row.stays - 1 for row in rows])
    recency = np.array([(row.last_stay_on - row.first_stay_on).days / 7 for row in rows])
    return x, recency, np.array([(AS_OF - row.first_stay_on).days / 7 for row in rows])


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        (Estimator.BG_NBD, {}),
        (Estimator.BG_NBD, {"is_falling": True, "periods": 5}),
        (Estimator.MBG_NBD, {"period": "quarter", "periods": 4, "discount_rate": D("0.02")}),
    ],
)
def test_every_guest_is_valued_by_what_the_model_expects_of_him(kind, chosen):
    live(60)
    stay(guest(), AS_OF.replace(year=2010), 100)  # a power of his silence that no number holds
    faithful = guest()
    for days in range(30, 60):
        stay(faithful, AS_OF - timedelta(days=days), 10)
    monthly_cost(6000)
    forecast, version = fit(kind), pin(kind, **chosen)
    run = run_night()
    assert (run.forecast, run.estimator) == (forecast, kind)
    rows = list(GuestValue.objects.filter(run_id=run.pk))
    assert len(rows) == 62
    length = 365.25 / 7 / version.periods_per_year
    spent = [forecast.model.expected(*facts(rows), length * t) for t in range(version.periods + 1)]
    rate = float(version.discount_rate)
    if version.is_falling:
        worth = sum((spent[t] - spent[t - 1]) / (1 + rate) ** t for t in range(1, version.periods + 1))
    else:
        worth = spent[1] * float(annuity(version.periods, version.discount_rate))
    profit = np.array([float((row.spend - run.cost_per_guest) / row.stays) for row in rows])
    assert [float(row.stays_per_period) for row in rows] == pytest.approx(list(spent[1]), abs=0.00006)
    assert [float(row.ccv) for row in rows] == pytest.approx(list(profit * worth), abs=0.0051)
    first = rows_of(run)
    assert rows_of(run_night()) == first


def test_the_worked_figures_of_one_guest_are_in_his_explanation():
    person = guest()
    for day in ("2025-08-25", "2026-01-19", "2026-03-24"):
        stay(person, AS_OF.fromisoformat(day), 1000)
    forecast = fit(r=0.243, alpha=4.414, a=0.793, b=2.426)
    pin(Estimator.BG_NBD)
    run = run_night()
    value = GuestValue.objects.get(run_id=run.pk, guest_id=person.pk)
    words = " ".join(map(str, explain(value, run).why))
    x, recency, age = 2, 211 / 7, 309 / 7
    model = StayModel(0.243, 4.414, 0.793, 2.426)
    assert f"{model.expected(x, recency, age, 365.25 / 7):.2f}" in words
    assert f"{100 * model.still_guest(x, recency, age):.0f}%" in words
    assert "BG/NBD" in words
    assert str(forecast.pk) in words
    assert "habit" not in words


def test_the_what_if_with_another_estimator_foretells_the_night():
    live(40)
    monthly_cost(3000)
    fit()
    run = run_night()
    assert run.estimator == Estimator.HABIT  # no backtest has decided for a model
    fields = {"estimator": Estimator.BG_NBD, "is_falling": True, "periods": 4, "period": "quarter"}
    version = draft(
        {name: getattr(run.parameters, name) for name in ("weights", "income_bands")} | fields,
        valid_from=AS_OF,
    )
    foretold = preview(run, version)
    pin(**fields)
    after = run_night()
    assert {str(row.label): row.then for row in foretold.rows} == {
        str(row.label): row.now for row in preview(after, after.parameters).rows
    }
    assert foretold.ccv_from == after.ccv_from
    assert after.ccv_from != run.ccv_from


def test_the_backtest_decides_and_without_a_fit_the_habit_stands_in():
    live(20)
    Backtest.objects.create(
        since=AS_OF,
        until=AS_OF,
        guests=1,
        came=0,
        judgements={},
        fits={},
        best="mbg_nbd",
        seconds=0,
        made_at=NOW,
    )
    assert run_night().estimator == Estimator.HABIT
    fit(Estimator.MBG_NBD)
    assert parameters_on(AS_OF).estimator == Estimator.BEST
    assert run_night().estimator == Estimator.MBG_NBD


def test_a_model_that_was_never_fitted_cannot_be_pinned():
    with pytest.raises(HotelError) as refused:
        pin(Estimator.BG_NBD)
    assert refused.value.field == "estimator"


def test_who_rises_because_of_another_estimator_is_told_so():
    live(12)
    run_night(AS_OF.replace(day=29))
    fit()
    pin(Estimator.BG_NBD)
    found = movers(run_night())
    reasons = {row.reason for way in found.values() for row in way if row.guest}
    assert any("BG/NBD" in reason for reason in reasons)


def test_pages_name_the_estimator_and_its_version(signed_in):
    live(12)
    forecast = fit()
    pin(Estimator.BG_NBD)
    run_night()
    page = signed_in("management")
    for name in ("value:matrix", "value:runs", "value:forecast"):
        body = page.get(reverse(name), headers={"accept-language": "en"}).content.decode()
        assert "BG/NBD" in body
        assert f"version {forecast.pk}" in body

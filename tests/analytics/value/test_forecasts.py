"""Fits, backtests and cohorts of a small hotel whose guests are known."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.urls import reverse

from analytics.value import formulas
from analytics.value.choices import FORECAST_JOB, Estimator
from analytics.value.datasets import hindsight, histories
from analytics.value.judging import judge
from analytics.value.models import Backtest, CohortTable, StayForecast
from analytics.value.repeat_purchase import RepeatPurchase
from analytics.value.selectors.forecasts import chosen_forecast
from analytics.value.services.backtesting import backtest, habit_of
from analytics.value.services.cohorts import count_cohorts
from analytics.value.services.forecasting import TooFewGuests, fit_forecasts, start_now, start_of_month
from analytics.value.services.parameters import parameters_on
from common import jobs
from common.dates import business_day_start
from common.models import JobRun

from .lives import AS_OF, live
from .night import guest, run_night, stay

pytestmark = pytest.mark.django_db
NOW = business_day_start(AS_OF)


def test_histories_are_weeks_between_first_last_and_today_and_equal_ones_are_one_row():
    for _twice in range(2):
        person = guest()
        for days in (70, 35, 14):
            stay(person, AS_OF - timedelta(days=days), 100)
    stay(guest(), AS_OF - timedelta(days=7), 100)
    stay(guest(), AS_OF, 100)  # leaves tomorrow
    stay(guest(birthday=AS_OF - timedelta(days=3000)), AS_OF - timedelta(days=7), 100)
    found = histories(on=AS_OF)
    rows = {tuple(row): weight for row, weight in zip(found.X, found.weights, strict=True)}
    assert rows == {(2, 8, 2): 2, (0, 0, 1): 1}
    assert (found.guests, found.returns) == (3, 4)


def test_hindsight_parts_what_was_known_from_what_came():
    since = date(2025, 6, 30)
    person, later = guest(), guest()
    for arrival, spend in ((date(2023, 6, 1), 100), (date(2025, 6, 16), 200), (date(2025, 6, 30), 50)):
        stay(person, arrival, spend)
    stay(later, date(2025, 8, 1), 999)
    known = hindsight(since=since, until=AS_OF)
    first_to_last = (date(2025, 6, 16) - date(2023, 6, 1)).days / 7
    assert known.X.tolist() == [[1, pytest.approx(first_to_last), 2]]
    assert [known.recent[0], known.spend[0], known.came[0], known.gain[0]] == [1, 300, 1, 50]


def test_the_backtests_habit_is_the_nights_habit():
    first_days = [AS_OF - timedelta(days=days) for days in (20, 365, 366, 500, 729, 730, 731, 2000)]
    for first in first_days:
        stay(guest(), first, 100)
    known = hindsight(since=AS_OF, until=AS_OF)
    found = habit_of(known, AS_OF, (365.25 / 7))
    since = formulas.habit_since(AS_OF)
    expected = [(day > since) / float(formulas.habit_periods(day, AS_OF, 1)) for day in first_days]
    assert found == pytest.approx(expected)


def test_too_few_guests_are_not_modelled_and_the_job_says_so():
    live(20)
    with pytest.raises(TooFewGuests):
        fit_forecasts(on=AS_OF, now=NOW)
    run = start_now(on=AS_OF)
    done = jobs.execute(run.pk, reraise=True)
    assert done.result["guests"] == 0
    assert "20" in done.result["note"]
    assert CohortTable.objects.get().as_of == AS_OF
    assert not StayForecast.objects.exists()


@pytest.fixture
def lived(db):
    """Guests who live by the model; fits and backtest made by the job."""
    live(320)
    run = start_now(on=AS_OF)
    jobs.execute(run.pk, reraise=True)
    return run


def test_fits_are_stored_as_figures_that_say_of_what_they_are(lived):
    fits = {fit.kind: fit for fit in StayForecast.objects.all()}
    assert set(fits) == {Estimator.BG_NBD, Estimator.MBG_NBD}
    known = histories(on=AS_OF)
    for kind, fit in fits.items():
        own = RepeatPurchase(leaves_at_once=kind == Estimator.MBG_NBD).fit(
            known.X, sample_weight=known.weights
        )
        assert fit.model == own.model_
        assert fit.log_likelihood == pytest.approx(own.log_likelihood_)
        assert (fit.as_of, fit.guests, fit.returns) == (AS_OF, known.guests, known.returns)


def test_the_backtest_judges_each_estimator_by_what_was_known_a_year_ago(lived):
    judged = Backtest.objects.get()
    assert (judged.since, judged.until) == (date(2025, 6, 30), AS_OF)
    known = hindsight(since=judged.since, until=AS_OF)
    assert (judged.guests, judged.came) == (len(known.X), known.came.sum())
    ahead = 365 / 7
    own = RepeatPurchase(ahead=ahead).fit(known.X).predict(known.X)
    worth = own * known.spend / (known.X[:, 0] + 1)
    assert judged.judgement("bg_nbd") == judge(own, known.came, worth=worth, gain=known.gain)
    habit, model = judged.judgement("habit"), judged.judgement("bg_nbd")
    assert model.rmse < 0.8 * habit.rmse
    assert 0.7 < model.bias < 1.4 < habit.bias
    assert judged.best in {"bg_nbd", "mbg_nbd"}
    again = backtest(on=AS_OF, now=NOW)
    again.refresh_from_db()
    assert (again.judgements, again.fits, again.best) == (judged.judgements, judged.fits, judged.best)


def test_what_p_comes_from_is_pinned_or_decided_by_the_backtest(lived):
    def pin(estimator):
        version = parameters_on(AS_OF)
        version.estimator = estimator
        chosen = chosen_forecast(version, on=AS_OF)
        return chosen and chosen.kind

    assert pin(Estimator.HABIT) is None
    assert pin(Estimator.BG_NBD) == "bg_nbd"
    assert pin(Estimator.MBG_NBD) == "mbg_nbd"
    assert pin(Estimator.BEST) == Backtest.objects.get().best
    Backtest.objects.update(best="habit")
    assert pin(Estimator.BEST) is None
    # A night of an earlier date does not know what was fitted to later stays.
    version = parameters_on(AS_OF)
    version.estimator = Estimator.BG_NBD
    assert chosen_forecast(version, on=AS_OF - timedelta(days=1)) is None


def test_the_months_run_is_one_and_as_of_the_month_before():
    first, second = start_of_month(on=date(2026, 6, 2)), start_of_month(on=date(2026, 6, 29))
    assert first.pk == second.pk
    assert (first.job, first.params) == (FORECAST_JOB, {"as_of": "2026-05-31"})


def test_cohorts_follow_the_guests_of_a_month():
    loyal, once, old = guest(), guest(), guest()
    stay(loyal, date(2025, 3, 5), 100)
    stay(loyal, date(2025, 5, 1), 50)  # within the first quarter after
    stay(loyal, date(2025, 6, 20), 50)  # the second one
    stay(once, date(2025, 3, 30), 70)
    stay(old, date(2020, 1, 1), 10)
    rows = count_cohorts(on=AS_OF, now=NOW).rows
    assert rows == [
        {
            "month": "2025-03-01",
            "guests": 2,
            "again": 1,
            "stays": 4,
            "spend": "270.00",
            "quarters": [1, 1, 0, 0, 0, 0, 0, 0],
        }
    ]
    assert count_cohorts(on=AS_OF, now=NOW).rows == rows
    assert CohortTable.objects.count() == 1


def test_equals_at_the_border_of_a_group_share_what_they_brought():
    flat = np.ones(10)
    found = judge(flat, np.arange(10.0), worth=flat, gain=np.arange(10.0))
    assert found.capture == pytest.approx(0.2)
    assert {tenth.came for tenth in found.tenths} == {4.5}
    assert judge(flat, np.zeros(10), worth=flat, gain=np.zeros(10)).bias is None


def test_before_the_first_fit_the_pages_say_what_to_do(signed_in):
    page = signed_in("management")
    for name in ("value:forecast", "value:cohorts"):
        answer = page.get(reverse(name))
        assert answer.status_code == 200
        assert reverse("value:start_forecast") in answer.content.decode()
    started = page.post(reverse("value:start_forecast"))
    run = JobRun.objects.get(job=FORECAST_JOB)
    assert started.url == reverse("jobs:run", args=[run.pk])


def test_the_page_shows_how_each_estimator_did_and_older_backtests_too(lived, signed_in):
    older = Backtest.objects.get()
    newer = backtest(on=AS_OF + timedelta(days=30), now=NOW)
    page = signed_in("management")
    for address, shown in (
        (reverse("value:forecast"), newer),
        (reverse("value:backtest", args=[older.pk]), older),
    ):
        context = page.get(address).context
        assert context["backtest"] == shown
        assert [row.kind for row in context["judged"]] == ["habit", "bg_nbd", "mbg_nbd"]
        assert [row.kind for row in context["judged"] if row.is_best] == [shown.best]
        assert context["judged"][0].against_habit == 1
        for kind, line in zip(
            ("habit", "bg_nbd", "mbg_nbd"), context["calibration"]["option"]["series"], strict=False
        ):
            tenths = shown.judgement(kind).tenths
            assert line["data"] == [[round(tenth.expected, 4), round(tenth.came, 4)] for tenth in tenths]
        assert set(context["backtests"]) == {older, newer}
        assert len(context["fits"]) == 2


def test_a_cohort_leads_to_exactly_its_guests(lived, signed_in):
    run_night(AS_OF)
    page = signed_in("management")
    cohorts = page.get(reverse("value:cohorts")).context["cohorts"]
    assert len(cohorts) == 36

    def led_to(url):
        return page.get(url).context["list"].total.count

    for cohort in cohorts[::5]:
        assert led_to(cohort.url) == cohort.guests
        assert led_to(cohort.again_url) == round(cohort.again * cohort.guests)
    for cell in cohorts[-1].quarters[::3]:
        assert led_to(cell.url) == round(cell.share * cohorts[-1].guests) > 0
    newest, oldest = cohorts[0], cohorts[-1]
    assert not any(newest.quarters)
    assert all(oldest.quarters)

"""Which forecast holds, and how the ways of estimating have done."""

from dataclasses import dataclass
from datetime import date

from analytics.value.choices import MODELS, Estimator
from analytics.value.formulas import annuity
from analytics.value.judging import Judgement
from analytics.value.model_statements import expectation, pairs
from analytics.value.models import Backtest, StayForecast, ValueParameters


def forecast_on(on: date, kind: str) -> StayForecast | None:
    """The newest fit of `kind` to stays no later than `on`."""
    return StayForecast.objects.filter(kind=kind, as_of__lte=on).order_by("-as_of", "-pk").first()


def newest_backtest(*, on: date) -> Backtest | None:
    """The last one that was judged by `on`."""
    return Backtest.objects.filter(until__lte=on).order_by("-until", "-pk").first()


def chosen_forecast(parameters: ValueParameters, *, on: date) -> StayForecast | None:
    """What p comes from on `on`: the pinned model, or the better one of the newest backtest; None: habit.

    Where the wanted model was not fitted yet, habit stands in, and the run says so.
    """
    kind = parameters.estimator
    if kind == Estimator.BEST:
        backtest = newest_backtest(on=on)
        kind = backtest.best if backtest else Estimator.HABIT
    return forecast_on(on, kind) if kind in MODELS else None


def expected_of(
    cursor, source: str, values: dict, forecast: StayForecast, parameters: ValueParameters
) -> dict:
    """What model_statements.expecting needs for the guests of `source`, a SELECT of sums of stays with parameters
    `values` (as_of among them)."""
    cursor.execute(pairs(source), values)
    return expectation(
        forecast.model,
        cursor.fetchall(),
        on=values["as_of"],
        per_year=parameters.periods_per_year,
        periods=parameters.periods,
        rate=parameters.discount_rate,
        factor=annuity(parameters.periods, parameters.discount_rate),
        is_falling=parameters.is_falling,
    )


@dataclass(frozen=True)
class Judged:
    """One estimator in a backtest: its figures, and its error as a share of the habit's."""

    kind: Estimator
    judgement: Judgement
    against_habit: float | None
    is_best: bool


def judged(backtest: Backtest) -> list[Judged]:
    """Habit first, then the models."""
    habit = backtest.judgement(Estimator.HABIT)
    found = []
    for kind in (Estimator.HABIT, *MODELS):
        judgement = backtest.judgement(kind)
        if judgement is None:
            continue
        ratio = judgement.rmse / habit.rmse if habit and habit.rmse else None
        found.append(Judged(kind, judgement, ratio, kind == backtest.best))
    return found

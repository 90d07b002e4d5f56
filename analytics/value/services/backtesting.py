"""How each way of estimating p would have done over the hotel's own last year."""

import time
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from analytics.value import formulas
from analytics.value.choices import MODELS, Estimator
from analytics.value.datasets import Hindsight, hindsight
from analytics.value.expected_stays import DAYS_PER_WEEK
from analytics.value.judging import judge
from analytics.value.models import Backtest, FrozenCost
from analytics.value.services.forecasting import check_enough
from analytics.value.services.parameters import parameters_on
from common.dates import month_start, years_before

DAYS_PER_YEAR = float(formulas.DAYS_PER_YEAR)


def backtest(*, on: date, now: datetime, by: str = "") -> Backtest:
    """Pretend it is a year before `on`, estimate everybody's stays of the year by each estimator, and compare.

    The models are fitted to what was known then. Best is the lowest root of the mean squared error among the habit
    and the models whose search ended. Raises TooFewGuests. The same stays give the same figures.
    """
    begun = time.perf_counter()
    since = years_before(on, 1)
    known = hindsight(since=since, until=on)
    check_enough(len(known.X), int(known.X[:, 0].sum()))
    ahead = (on - since).days / DAYS_PER_WEEK
    expected = {Estimator.HABIT: habit_of(known, since, ahead)}
    fits = {}
    for kind in MODELS:
        expected[kind], fits[kind] = _modelled(kind, known, ahead)
    profit_per_stay = (known.spend - float(_cost_on(since))) / (known.X[:, 0] + 1)
    judgements = {
        kind: judge(stays, known.came, worth=stays * profit_per_stay, gain=known.gain)
        for kind, stays in expected.items()
    }
    able = [kind for kind in judgements if kind == Estimator.HABIT or fits[kind]["is_converged"]]
    return Backtest.objects.create(
        since=since,
        until=on,
        guests=len(known.X),
        came=int(known.came.sum()),
        judgements={str(kind): asdict(judgement) for kind, judgement in judgements.items()},
        fits={str(kind): fit for kind, fit in fits.items()},
        best=min(able, key=lambda kind: judgements[kind].rmse),
        seconds=time.perf_counter() - begun,
        made_at=now,
        made_by=by,
    )


def habit_of(known: Hindsight, on: date, ahead: float) -> np.ndarray:
    """formulas.habit_periods for all guests at once: stays within `ahead` weeks from `on`, by habit."""
    per_year = parameters_on(on).periods_per_year
    days = np.rint((known.X[:, 1] + known.X[:, 2]) * DAYS_PER_WEEK)
    longest = (on - formulas.habit_since(on)).days
    periods = np.where(
        days >= longest,
        float(formulas.HABIT_YEARS * per_year),
        np.maximum(1.0, days * per_year / DAYS_PER_YEAR),
    )
    return known.recent / periods * per_year * (ahead * DAYS_PER_WEEK / DAYS_PER_YEAR)


def _modelled(kind: Estimator, known: Hindsight, ahead: float) -> tuple[np.ndarray, dict]:
    """(stays expected of each guest, the fit as data)."""
    from analytics.value.repeat_purchase import RepeatPurchase  # loaded by the one process that fits

    fitted = RepeatPurchase(ahead=ahead, leaves_at_once=kind == Estimator.MBG_NBD).fit(known.X)
    fit = asdict(fitted.model_) | {
        "log_likelihood": fitted.log_likelihood_,
        "is_converged": fitted.is_converged_,
    }
    return fitted.predict(known.X), fit


def _cost_on(on: date) -> Decimal:
    """C that was in force, or would be had it been frozen: 0 where none was."""
    frozen = FrozenCost.objects.filter(month__lte=month_start(on)).order_by("-month").first()
    return frozen.cost_per_guest if frozen else Decimal(0)

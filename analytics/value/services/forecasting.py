"""Fitting the models of repeat visits to all guests: each month, and whenever somebody asks."""

import time
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from analytics.value.choices import FORECAST_JOB, MODELS, Estimator
from analytics.value.datasets import Histories, histories
from analytics.value.models import StayForecast
from common import jobs
from common.dates import month_start
from common.errors import HotelError
from common.models import JobRun

#: A model of four parameters is not fitted to fewer guests, or to fewer who came again.
FEWEST_GUESTS = 200
FEWEST_RETURNS = 50


class TooFewGuests(HotelError):
    """There is not enough to learn from yet."""


def fit_forecasts(*, on: date, now: datetime, by: str = "") -> list[StayForecast]:
    """Fit each model to the stays completed by `on`; the newest fit of a kind holds from then on.

    Raises TooFewGuests. The same stays give the same parameters.
    """
    known = histories(on=on)
    check_enough(known.guests, known.returns)
    return [_fit(kind, known, on=on, now=now, by=by) for kind in MODELS]


def check_enough(guests: int, returns: int) -> None:
    if guests < FEWEST_GUESTS or returns < FEWEST_RETURNS:
        raise TooFewGuests(
            _(
                "A model needs %(fewest)s guests and %(returns)s returns to learn from; there are %(guests)s and"
                " %(found)s. Until then p follows the guests' habit."
            )
            % {"fewest": FEWEST_GUESTS, "returns": FEWEST_RETURNS, "guests": guests, "found": returns}
        )


def _fit(kind: Estimator, known: Histories, *, on: date, now: datetime, by: str) -> StayForecast:
    from analytics.value.repeat_purchase import RepeatPurchase  # loaded by the one process that fits

    begun = time.perf_counter()
    fitted = RepeatPurchase(leaves_at_once=kind == Estimator.MBG_NBD).fit(
        known.X, sample_weight=known.weights
    )
    model = fitted.model_
    return StayForecast.objects.create(
        kind=kind,
        as_of=on,
        guests=known.guests,
        returns=known.returns,
        r=model.r,
        alpha=model.alpha,
        a=model.a,
        b=model.b,
        log_likelihood=fitted.log_likelihood_,
        is_converged=fitted.is_converged_,
        seconds=time.perf_counter() - begun,
        fitted_at=now,
        fitted_by=by,
    )


def start_of_month(*, on: date) -> JobRun:
    """The month's fit, backtest and cohorts as of the end of the month before: one run a month of its own, which
    values do not wait for. Asked again, the same run."""
    month = month_start(on)
    return jobs.start(
        FORECAST_JOB, business_date=month, params={"as_of": (month - timedelta(days=1)).isoformat()}
    )


def start_now(*, on: date, requested_by=None) -> JobRun:
    """The same as of `on`."""
    return jobs.start(FORECAST_JOB, params={"as_of": on.isoformat()}, requested_by=requested_by)

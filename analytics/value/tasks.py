"""Looking back and ahead takes longer than a page may; safe to repeat: it adds one more version of each."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import FORECAST_JOB, Estimator
from analytics.value.services.backtesting import backtest
from analytics.value.services.cohorts import count_cohorts
from analytics.value.services.forecasting import TooFewGuests, fit_forecasts
from common.jobs import Run, job


def forecast_page(run) -> str:
    return reverse("value:forecast")


@job(
    FORECAST_JOB,
    title=_("Forecast of stays, its backtest, and cohorts"),
    permission="value.view_guestvalue",
    result_url=forecast_page,
    labels={"guests": _("Guests"), "best": _("best by the backtest"), "note": _("note")},
)
def forecast(run: Run) -> dict:
    """`params`: as_of, the last day whose stays count. Too few guests are told, and no failure."""
    on, now = date.fromisoformat(run.params["as_of"]), timezone.now()
    by = run.requested_by.get_username() if run.requested_by else ""
    run.progress(done=0, total=3, step=_("counting cohorts"))
    count_cohorts(on=on, now=now)
    try:
        run.progress(done=1, step=_("fitting the models to all guests"))
        fits = fit_forecasts(on=on, now=now, by=by)
        run.progress(done=2, step=_("judging the estimators by the year past"))
        judged = backtest(on=on, now=now, by=by)
    except TooFewGuests as error:
        return {"guests": 0, "best": "", "note": str(error)}
    run.progress(done=3)
    return {"guests": fits[0].guests, "best": Estimator(judged.best).short, "note": ""}

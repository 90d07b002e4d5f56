"""What is expected of the guests, how well it was foreseen, and what became of each month's newcomers."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from analytics.value.forecast_charts import calibration
from analytics.value.models import Backtest, StayForecast
from analytics.value.selectors.cohorts import cohorts as cohorts_of
from analytics.value.selectors.cohorts import newest_cohorts
from analytics.value.selectors.forecasts import judged
from analytics.value.selectors.overview import shown_run
from analytics.value.services.cohorts import QUARTERS
from analytics.value.services.forecasting import start_now
from common.dates import business_date

#: Fits and backtests that the page lists.
SHOWN = 24


@require_safe
@permission_required("value.view_guestvalue", raise_exception=True)
def forecast(request, pk: int | None = None):
    """The newest backtest, or an older one; the fits; what the shown values use."""
    newest = Backtest.objects.order_by("-until", "-pk")
    backtest = newest.first() if pk is None else get_object_or_404(Backtest, pk=pk)
    context = {
        "run": shown_run(),
        "backtest": backtest,
        "judged": judged(backtest) if backtest else [],
        "calibration": calibration(backtest) if backtest else None,
        "backtests": newest[:SHOWN],
        "fits": StayForecast.objects.all()[:SHOWN],
    }
    return render(request, "value/forecast.html", context)


@require_safe
@permission_required("value.view_guestvalue", raise_exception=True)
def cohorts(request):
    """Guests by the month of their first stay."""
    table = newest_cohorts()
    context = {
        "table": table,
        "cohorts": cohorts_of(table) if table else [],
        "quarters": range(1, QUARTERS + 1),
    }
    return render(request, "value/cohorts.html", context)


@require_POST
@permission_required("common.add_jobrun", raise_exception=True)
def start_forecast(request):
    """Fit, judge and count cohorts now; leads to the progress."""
    run = start_now(on=business_date(), requested_by=request.user)
    return redirect("jobs:run", run.pk)

"""Management (the folder `management` belongs to Django's commands): the house today, the night, the guests' worth."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analytics.life_cycle import selectors as life_cycle
from analytics.satisfaction.selectors.standing import satisfaction_now
from analytics.value.selectors.health import night_health
from analytics.value.selectors.overview import movers, shown_run
from analytics.value.views.overview import overview_of
from common.dates import business_date
from reservations.selectors.desk_figures import figures


@require_safe
@permission_required("value.view_valueparameters", raise_exception=True)
def management(request):
    run, on = shown_run(), business_date()
    context = {"figures": figures(on), "health": night_health(timezone.now()), "run": run}
    if request.user.has_perm("satisfaction.view_whole_diagnosis"):
        context["satisfaction"] = satisfaction_now(on)
    if request.user.has_perm("life_cycle.view_lifecyclenight") and (nights := life_cycle.nights()[:2]):
        context |= {"night": nights[0], "rows": life_cycle.state_rows(nights)}
    if run is not None:
        context |= overview_of(run) | {"movers": movers(run)}
    return render(request, "departments/management.html", context)

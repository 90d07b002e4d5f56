"""Value of the guests: classes, scatter, pyramid, migration; runs; starting a night."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from analytics.value import charts
from analytics.value.choices import ValueClass
from analytics.value.flow_charts import migration_flow
from analytics.value.models import ValueRun
from analytics.value.selectors import overview
from analytics.value.services.night import start_night
from common.dates import business_date

RUNS_SHOWN = 100


def overview_of(run: ValueRun) -> dict:
    """Everything that the pages about one run show; a bounded number of queries."""
    return {
        "run": run,
        "classes": overview.class_rows(run),
        "compared_on": overview.compared_date(run),
        "pyramid": charts.pyramid(run),
    }


@require_safe
@permission_required("value.view_guestvalue", raise_exception=True)
def matrix(request, pk: int | None = None):
    """The run that is shown, or an older one."""
    if pk is None:
        run = overview.shown_run()
        if run is None:
            return render(request, "value/nothing_yet.html")
    else:
        run = get_object_or_404(ValueRun.objects.select_related("parameters", "job_run", "forecast"), pk=pk)
        if run.status not in (ValueRun.Status.COMPLETE, ValueRun.Status.REPLACED):
            raise Http404
    context = overview_of(run) | {
        "scatter": charts.scatter(run),
        "migration": overview.migration(run),
        "flow": migration_flow(run),
        "classes_now": ValueClass,
        "movers": overview.movers(run),
        "is_shown": run.is_current,
    }
    return render(request, "value/matrix.html", context)


@require_safe
@permission_required("value.view_guestvalue", raise_exception=True)
def runs(request):
    """The history of runs."""
    newest = ValueRun.objects.select_related("parameters", "job_run", "forecast").order_by(
        "-business_date", "-pk"
    )
    return render(request, "value/runs.html", {"runs": newest[:RUNS_SHOWN]})


@require_POST
@permission_required("common.add_jobrun", raise_exception=True)
def start(request):
    """Compute today's values now; leads to the progress."""
    run = start_night(on=business_date(), requested_by=request.user, again=True)
    return redirect("jobs:run", run.pk)

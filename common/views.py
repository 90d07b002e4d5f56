"""Runs of long work: how far they are, what came of them."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.jobs import UnknownJob, job_named, title_of, why_failed
from common.models import JobRun
from common.templatetags.hotel import number

NEWEST = 100


def progress_of(run: JobRun) -> dict:
    """The inputs of components/progress.html for `run`."""
    try:
        result_url = job_named(run.job).result_url
    except UnknownJob:
        result_url = None
    left = run.time_left
    return {
        "label": f"{title_of(run)} {run.business_date or ''}".strip(),
        "running": not run.is_over,
        "failed_run": run.has_failed,
        "done": run.rows_done,
        "failed": run.rows_failed,
        "total": run.rows_total,
        "seconds_left": left.total_seconds() if left is not None else None,
        "message": _message(run),
        "poll_url": reverse("jobs:progress", args=[run.pk]),
        "result_url": result_url(run)
        if result_url and run.status == JobRun.Status.SUCCEEDED
        else reverse("jobs:run", args=[run.pk]),
        "result_label": "",
    }


def _message(run: JobRun) -> str:
    if run.status != JobRun.Status.RUNNING and (why := why_failed(run)):
        return why
    if run.status == JobRun.Status.QUEUED:
        return _("Waiting for a worker.")
    if run.is_over or not run.step:
        return ""
    return _(run.step)  # a source sentence of the code


def _result(run: JobRun) -> list[tuple]:
    """(name, value) pairs of the stored result, in the words of its job where it has any."""
    if run.status != JobRun.Status.SUCCEEDED:
        return []
    try:
        labels = job_named(run.job).labels
    except UnknownJob:
        labels = {}
    shown = {name: number(value) if type(value) is int else value for name, value in run.result.items()}
    if not labels:
        return sorted(shown.items())
    return [(label, shown[name]) for name, label in labels.items() if name in shown]


def _visible(request, pk: int) -> JobRun:
    run = get_object_or_404(JobRun.objects.select_related("requested_by"), pk=pk)
    try:
        permission = job_named(run.job).permission
    except UnknownJob:
        permission = "common.view_jobrun"
    asked_himself = run.requested_by_id == request.user.pk
    if not (asked_himself or (permission and request.user.has_perm(permission))):
        raise PermissionDenied
    return run


@require_safe
@never_cache
def run(request, pk: int):
    """One run: state, progress, duration, why it failed, what came of it; the page asks for itself while it runs."""
    record = _visible(request, pk)
    shown = progress_of(record) | {"poll_url": request.path}
    if shown["result_url"] == request.path:
        shown["result_url"] = ""  # what came of it stands below
    context = {"record": record, "run": shown, "result": _result(record)}
    return render(request, "jobs/run.html", context)


@require_safe
@never_cache
def progress(request, pk: int):
    """The bar alone; once the run is over the page is loaded anew, so that its result appears."""
    record = _visible(request, pk)
    response = render(request, "components/progress.html", {"run": progress_of(record)})
    if record.is_over:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@never_cache
@permission_required("common.view_jobrun", raise_exception=True)
def runs(request):
    """The newest runs of every kind."""
    newest = JobRun.objects.select_related("requested_by").order_by("-created_at", "-pk")[:NEWEST]
    titled = [(record, progress_of(record)["label"]) for record in newest]
    return render(request, "jobs/runs.html", {"runs": titled})

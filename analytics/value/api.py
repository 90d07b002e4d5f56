"""The nightly runs, for whoever watches the hotel's systems."""

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from analytics.value.choices import NIGHT_JOB
from common.machines import paging
from common.machines.openapi import problems
from common.machines.views import MachineView
from common.models import JobRun

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_NUMBER_OR_NULL = {"type": ["integer", "null"]}
_RUN = {
    "type": "object",
    "properties": {
        "business_date": _TEXT_OR_NULL,
        "status": _TEXT,
        "attempt": {"type": "integer"},
        "step": _TEXT,
        "rows_done": {"type": "integer"},
        "rows_total": _NUMBER_OR_NULL,
        "started_at": _TEXT_OR_NULL,
        "finished_at": _TEXT_OR_NULL,
    },
}


class NightlyRunsView(MachineView):
    required_scopes = {"GET": "nightly:read"}

    @extend_schema(
        operation_id="list_nightly_runs",
        summary="The nightly runs, newest first",
        parameters=[OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": paging.MOST})],
        responses={
            200: {
                "type": "object",
                "required": ["items"],
                "properties": {"items": {"type": "array", "items": _RUN}},
            },
            **problems(422),
        },
    )
    def get(self, request):
        runs = JobRun.objects.filter(job=NIGHT_JOB).order_by("-created_at")[: paging.limit_of(request)]
        return Response({"items": [_answer(run) for run in runs]})


def _answer(run: JobRun) -> dict:
    return {
        "business_date": run.business_date.isoformat() if run.business_date else None,
        "status": run.status,
        "attempt": run.attempt,
        "step": run.step,
        "rows_done": run.rows_done,
        "rows_total": run.rows_total,
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }


urlpatterns = [path("nightly/runs", NightlyRunsView.as_view(), name="api-nightly-runs")]

"""The nightly runs, for whoever watches the hotel's systems; what one guest is worth, with the reasons."""

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from analytics.value.choices import NIGHT_JOB
from analytics.value.explanation import explain
from analytics.value.selectors.overview import shown_run, value_of
from common.machines import paging
from common.machines.openapi import problems
from common.machines.views import MachineView
from common.models import JobRun
from guests.api.views import guest_or_problem
from guests.models import Guest

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


_VALUE = {
    "type": "object",
    "properties": {
        "guest": _TEXT,
        "as_of": _TEXT_OR_NULL,
        "estimator": _TEXT_OR_NULL,
        "stays_per_period": _TEXT_OR_NULL,
        "class": _TEXT_OR_NULL,
        "chv": _TEXT_OR_NULL,
        "ccv": _TEXT_OR_NULL,
        "cpv": _TEXT_OR_NULL,
        "stays": {"type": "integer"},
        "why": {"type": "array", "items": _TEXT},
        "moves": {"type": "array", "items": _TEXT},
        "indicators": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": _TEXT, "fact": _TEXT, "score": _TEXT_OR_NULL},
            },
        },
    },
}


class GuestValueView(MachineView):
    required_scopes = {"GET": "value:read"}

    @extend_schema(
        operation_id="get_guest_value",
        summary="What a guest is worth as of the last night, and why; null before his first completed stay",
        responses={200: _VALUE, **problems()},
    )
    def get(self, request, number):
        return Response(_value_answer(guest_or_problem(number, request)))


def _value_answer(guest: Guest) -> dict:
    run = shown_run()
    value = value_of(guest, run) if run else None
    nothing = dict.fromkeys(("estimator", "stays_per_period", "class", "chv", "ccv", "cpv")) | {
        "why": [],
        "moves": [],
        "indicators": [],
    }
    answer = {"guest": guest.number, "as_of": run.business_date.isoformat() if run else None, "stays": 0}
    if run is None or value is None:
        return answer | nothing
    reasons = explain(value, run)
    return answer | {
        "estimator": run.estimator,
        "stays_per_period": str(value.stays_per_period),
        "class": value.value_class,
        "chv": str(value.chv),
        "ccv": str(value.ccv),
        "cpv": None if value.cpv is None else str(value.cpv),
        "stays": value.stays,
        "why": [str(sentence) for sentence in reasons.why],
        "moves": [str(sentence) for sentence in reasons.moves],
        "indicators": [
            {
                "name": str(line.label),
                "fact": str(line.fact or line.why_unknown),
                "score": None if line.score is None else str(line.score),
            }
            for line in reasons.indicators
        ],
    }


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


urlpatterns = [
    path("nightly/runs", NightlyRunsView.as_view(), name="api-nightly-runs"),
    path("guests/<str:number>/value", GuestValueView.as_view(), name="api-guest-value"),
]

"""How satisfied a guest is, for machines that are allowed to know."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS, satisfaction_of, shown_scoring
from common.machines.openapi import problems
from common.machines.views import MachineView
from guests.api.views import guest_or_problem

_TEXT_OR_NULL = {"type": ["string", "null"]}
_SATISFACTION = {
    "type": "object",
    "properties": {
        "guest": {"type": "string"},
        "as_of": _TEXT_OR_NULL,
        "score": {"type": ["number", "null"]},
        "sets": {"type": "integer"},
        "answers": {"type": "integer"},
        "last_on": _TEXT_OR_NULL,
    },
}


class GuestSatisfactionView(MachineView):
    required_scopes = {"GET": "satisfaction:read"}

    @extend_schema(
        operation_id="get_guest_satisfaction",
        summary="How satisfied a guest is (0–100) as last computed; null with too few answers",
        responses={200: _SATISFACTION, **problems()},
    )
    def get(self, request, number):
        guest = guest_or_problem(number, request)
        scoring, row = shown_scoring(), satisfaction_of(guest)
        is_judged = row is not None and row.answers >= FEWEST_ANSWERS
        return Response(
            {
                "guest": guest.number,
                "as_of": scoring.as_of.isoformat() if scoring else None,
                "score": round(row.score, 1) if row and is_judged else None,
                "sets": row.sets if row else 0,
                "answers": row.answers if row else 0,
                "last_on": row.last_on.isoformat() if row else None,
            }
        )


urlpatterns = [
    path("guests/<str:number>/satisfaction", GuestSatisfactionView.as_view(), name="api-guest-satisfaction"),
]

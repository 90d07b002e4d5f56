"""Who is in a segment, for systems that act on it."""

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from analytics.segments.choices import SCHEME
from analytics.segments.families import segment_at
from common.dates import business_date
from common.machines import paging
from common.machines.openapi import problems
from common.machines.problems import Problem
from common.machines.views import MachineView
from guests.api.views import page_of
from guests.query.building import guests_of
from guests.services.reading import note_machine

_MEMBER = {"type": "object", "required": ["guest"], "properties": {"guest": {"type": "string"}}}


class SegmentGuestsView(MachineView):
    required_scopes = {"GET": "segments:read"}

    @extend_schema(
        operation_id="list_guests_of_segment",
        summary="Numbers of the guests of a segment, as of the last night; of a live filter, of now",
        parameters=[
            OpenApiParameter(
                "key",
                str,
                "path",
                description="A behaviour segment (`diner`), or family and key: `value:high`, `life:lost`, `filter:3`.",
            ),
            *paging.PARAMETERS,
        ],
        responses={200: page_of(_MEMBER), **problems(422)},
    )
    def get(self, request, key):
        segment = segment_at(key if ":" in key else f"{SCHEME}:{key}")
        if segment is None:
            raise Problem("not-found", f"There is no segment {key[:80]}.")
        limit = paging.limit_of(request)
        found = guests_of(segment.document, on=business_date()).filter(pk__gt=paging.after(request))
        rows = list(found.order_by("pk").only("pk", "number")[: limit + 1])
        note_machine(request, [row.pk for row in rows[:limit]])
        return Response(paging.page(request, rows, limit, [{"guest": row.number} for row in rows]))


urlpatterns = [
    path("segments/<str:key>/guests", SegmentGuestsView.as_view(), name="api-segment-guests"),
]

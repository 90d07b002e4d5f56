"""A guest's timeline over the API: the one of the page, as far as the client's scopes reach."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from common.machines import paging
from common.machines.openapi import problems
from common.machines.problems import Problem
from common.machines.views import MachineView
from common.moments import Mark
from guests.api.views import guest_or_problem, page_of
from guests.timeline import Entry, sources, timeline

_TEXT = {"type": "string"}
ENTRY = {
    "type": "object",
    "properties": {
        "at": _TEXT,
        "kind": _TEXT,
        "title": _TEXT,
        "detail": _TEXT,
        "source": _TEXT,
        "by_machine": {"type": "boolean"},
    },
}
ENTRY_FIELDS = tuple(ENTRY["properties"])


class GuestTimelineView(MachineView):
    required_scopes = {"GET": "guests:read"}

    @extend_schema(
        operation_id="get_guest_timeline",
        summary="What happened with a guest, newest first",
        parameters=[
            OpenApiParameter("kind", str, description="Kinds separated by commas; all where none is named."),
            *paging.PARAMETERS,
            paging.FIELDS,
        ],
        responses={200: page_of(ENTRY), **problems(422)},
    )
    def get(self, request, number):
        limit = paging.limit_of(request)
        fields = paging.chosen_fields(request, ENTRY_FIELDS)
        chosen = _chosen(
            request, [source for source in sources() if source.scope and self.has_scope(source.scope)]
        )
        before = _read_cursor(request)
        entries, then = timeline(guest_or_problem(number, request), chosen, before=before, limit=limit)
        items = [{name: value for name, value in _answer(one).items() if name in fields} for one in entries]
        return Response({"items": items, "next": _cursor(then) if then else None})


def _chosen(request, known: list) -> list:
    asked = {kind.strip() for kind in paging.text_param(request, "kind").split(",") if kind.strip()}
    if unknown := sorted(asked - {source.key for source in known}):
        detail = f"Unknown: {', '.join(unknown)}. Known: {', '.join(source.key for source in known)}."
        raise Problem("invalid", errors=[{"pointer": "?kind", "detail": detail}])
    return [source for source in known if not asked or source.key in asked]


def _answer(entry: Entry) -> dict:
    return {
        "at": timezone.localtime(entry.at).isoformat(timespec="seconds"),
        "kind": entry.kind,
        "title": entry.title,
        "detail": entry.detail,
        "source": entry.source,
        "by_machine": entry.by_machine,
    }


def _cursor(mark: Mark) -> str:
    return paging.write_cursor(mark.as_text())


def _read_cursor(request) -> Mark | None:
    text = paging.cursor_text(request)
    if not text:
        return None
    try:
        return Mark.from_text(text)
    except ValueError:
        raise paging.bad_cursor() from None

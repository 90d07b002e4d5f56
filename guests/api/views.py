"""Guests over the API: search, read, ask who somebody could be. Nothing here writes a file."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.response import Response

from common.machines import paging
from common.machines.openapi import describe, describe_record, problems
from common.machines.problems import Problem
from common.machines.views import MachineView
from guests.api.answers import GUEST, GUEST_FIELDS, guest_answer
from guests.models import Guest, Preference
from guests.person_shape import PERSON, draft_of
from guests.selectors.matches import Wanted, score_candidates
from guests.selectors.reviews import words_of
from guests.selectors.roster import find_guest, list_guests, with_contacts
from guests.services.reading import note_machine

#: Candidates told of, the likeliest first.
MOST_CANDIDATES = 10
PREFERENCE = {
    "type": "object",
    "properties": {
        "category": {"type": "string"},
        "text": {"type": "string"},
        "basis": {"type": "string"},
        "is_must": {"type": "boolean"},
        "source": {"type": "string"},
    },
}
_CANDIDATE = {
    "type": "object",
    "required": ["guest", "score", "match", "reasons"],
    "properties": {
        "guest": {"type": "string"},
        "name": {"type": "string"},
        "score": {"type": "integer"},
        "match": {"type": "string", "enum": ["matched", "in_review", "created"]},
        "reasons": {"type": "array", "items": {"type": "string"}},
        "why": {"type": "string", "description": "The reasons in words, in the language of the request."},
    },
}


def page_of(item: dict) -> dict:
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": {"type": "array", "items": item}, "next": {"type": ["string", "null"]}},
    }


class GuestListView(MachineView):
    required_scopes = {"GET": "guests:read"}

    @extend_schema(
        operation_id="list_guests",
        summary="Guests by name, pinyin, phone, e-mail or number",
        parameters=[OpenApiParameter("search", str), *paging.PARAMETERS, paging.FIELDS],
        responses={200: page_of(GUEST), **problems(422)},
    )
    def get(self, request):
        limit = paging.limit_of(request)
        fields = paging.chosen_fields(request, GUEST_FIELDS)
        search = paging.text_param(request, "search")
        rows = list(with_contacts(list_guests(search=search, after=paging.after(request)))[: limit + 1])
        note_machine(request, [row.pk for row in rows])
        return Response(paging.page(request, rows, limit, [guest_answer(row, fields) for row in rows]))


class GuestView(MachineView):
    required_scopes = {"GET": "guests:read"}

    @extend_schema(
        operation_id="get_guest",
        summary="One guest; a merged number gives the file it was merged into",
        parameters=[paging.FIELDS],
        responses={200: GUEST, **problems(422)},
    )
    def get(self, request, number):
        return Response(
            guest_answer(guest_or_problem(number, request), paging.chosen_fields(request, GUEST_FIELDS))
        )


class GuestPreferencesView(MachineView):
    required_scopes = {"GET": "guests:read"}

    @extend_schema(
        operation_id="get_guest_preferences",
        summary="What a guest likes or must have",
        responses={
            200: {"type": "object", "properties": {"items": {"type": "array", "items": PREFERENCE}}},
            **problems(),
        },
    )
    def get(self, request, number):
        wishes = Preference.objects.filter(guest=guest_or_problem(number, request)).order_by("-is_must", "pk")
        return Response({"items": list(wishes.values(*PREFERENCE["properties"]))})


class GuestMatchView(MachineView):
    """Who could this be? Asks only; nothing is written."""

    required_scopes = {"POST": "guests:match"}

    @extend_schema(
        operation_id="match_guest",
        summary="Who could this be, with reasons",
        request={"application/json": describe_record(PERSON)},
        responses={
            200: {
                "type": "object",
                "required": ["candidates"],
                "properties": {"candidates": {"type": "array", "items": describe("Candidate", _CANDIDATE)}},
            },
            **problems(413, 415, 422),
        },
        examples=[
            OpenApiExample(
                "A name and a phone",
                {"latin_name": "Wang Xiaoming", "phones": ["13800001234"]},
                request_only=True,
            )
        ],
    )
    def post(self, request):
        said, _reading = self.read(PERSON)
        draft = draft_of(said, request.user.source)
        candidates = score_candidates([Wanted(draft)])[0] if draft else []
        may_read = self.has_scope("guests:read")
        return Response(
            {
                "candidates": [
                    {
                        "guest": one.guest.number,
                        **({"name": one.guest.display_name} if may_read else {}),
                        "score": one.match.score,
                        "match": str(one.match.band),
                        "reasons": [str(reason) for reason in one.match.reasons],
                        "why": " · ".join(words_of(one.match.reasons)),
                    }
                    for one in candidates[:MOST_CANDIDATES]
                ]
            }
        )


def guest_or_problem(number: str, request) -> Guest:
    """The guest of this number for the machine that asks; that it read his file is noted."""
    guest = find_guest(number) if len(number) <= 20 and "\x00" not in number else None
    if guest is None:
        raise Problem("not-found", f"There is no guest {number[:20]}.")
    note_machine(request, [guest.pk])
    return guest

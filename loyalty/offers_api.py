"""What a guest is offered for a stay, for the machines that sell rooms."""

from datetime import date

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from common.dates import business_date
from common.machines import paging
from common.machines.openapi import problems
from common.machines.problems import Problem
from common.machines.views import MachineView
from guests.api.views import guest_or_problem
from guests.services.reading import note_machine
from loyalty.offers import Asked, Candidate
from loyalty.selectors.offers import Offering, offering
from reservations.forms.booking import LONGEST_STAY_NIGHTS
from reservations.models import RoomType

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_PART = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["tier", "contract", "campaign", "coupon"]},
        "key": _TEXT,
        "name": _TEXT,
        "reason": _TEXT,
        "why_not": _TEXT_OR_NULL,
    },
}
_OFFERS = {
    "type": "object",
    "properties": {
        "guest": _TEXT,
        "arrival": _TEXT,
        "departure": _TEXT,
        "room_type": _TEXT,
        "full_rate": _TEXT,
        "rate": {"type": ["string", "null"], "description": "A night's; null where nothing may be offered."},
        "chosen": {"type": "array", "items": _PART},
        "rejected": {"type": "array", "items": _PART},
        "withheld": {"type": ["string", "null"], "description": "Why nothing is offered now."},
        "warning": {
            "type": ["object", "null"],
            "description": "He is on the blacklist.",
            "properties": {"reason": _TEXT, "approved_by": _TEXT, "call": _TEXT},
        },
    },
}


class GuestOffersView(MachineView):
    required_scopes = {"GET": "offers:read"}

    @extend_schema(
        operation_id="get_guest_offers",
        summary="What a guest is offered for a stay, and why: the best combination, and why not the others",
        parameters=[
            OpenApiParameter("arrival", {"type": "string", "format": "date"}, required=True),
            OpenApiParameter("departure", {"type": "string", "format": "date"}, required=True),
            OpenApiParameter("room_type", str, required=True, description="Code of a room type."),
            OpenApiParameter("coupon", str, description="A code that he shows."),
        ],
        responses={200: _OFFERS, **problems(422)},
    )
    def get(self, request, number):
        guest = guest_or_problem(number, request)
        code = paging.text_param(request, "room_type")
        kind = RoomType.objects.filter(code=code, is_active=True).first()
        if kind is None:
            raise Problem("invalid", f"There is no room type {code!r}: name the code of one.")
        arrival, departure = _day(request, "arrival"), _day(request, "departure")
        if not 0 <= (departure - arrival).days <= LONGEST_STAY_NIGHTS:
            message = f"From {arrival} to {departure} is no stay: at most {LONGEST_STAY_NIGHTS} nights."
            raise Problem("invalid", message)
        note_machine(request, [guest.pk])
        asked = Asked(arrival, departure, kind.room_class, kind.base_rate)
        found = offering(
            guest,
            asked,
            on=business_date(),
            account=guest.account,
            code=paging.text_param(request, "coupon")[:40],
        )
        return Response(_answer(found, kind.code))


def _day(request, name: str) -> date:
    text = paging.text_param(request, name)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("invalid", f"{name} must be a day like 2026-05-31, not {text!r}.") from None


def _answer(found: Offering, room_type: str) -> dict:
    choice, warning = found.choice, found.warning
    return {
        "guest": found.guest.number,
        "arrival": found.asked.arrival.isoformat(),
        "departure": found.asked.departure.isoformat(),
        "room_type": room_type,
        "full_rate": str(found.asked.rate),
        "rate": str(choice.rate) if choice else None,
        "chosen": [_part(part, None) for part in choice.chosen] if choice else [],
        "rejected": [_part(part, why) for part, why in choice.rejected] if choice else [],
        "withheld": found.withheld or None,
        "warning": {"reason": warning.reason, "approved_by": warning.approver, "call": warning.call_phone}
        if warning
        else None,
    }


def _part(part: Candidate, why_not: str | None) -> dict:
    return {
        "kind": str(part.kind),
        "key": part.key,
        "name": part.name,
        "reason": part.reason,
        "why_not": why_not,
    }


urlpatterns = [
    path("guests/<str:number>/offers", GuestOffersView.as_view(), name="api-guest-offers"),
]

"""What the house knows of a guest beyond his file: his stays, and how to greet him."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from common.dates import business_date
from common.machines import paging
from common.machines.openapi import problems
from common.machines.problems import Problem
from common.machines.views import MachineView
from guests.api.views import guest_or_problem, page_of
from guests.contacts import parse_phone
from guests.models import Guest
from guests.services.reading import note_machine
from reservations.api.answers import recognition_answer
from reservations.api.descriptions import RECOGNITION, TEXT, TEXT_OR_NULL, WHOLE, many, record
from reservations.choices import StayStatus
from reservations.models import Stay
from reservations.selectors.bookings import moment
from reservations.selectors.recognition import recognise

#: A phone may stand on many files.
MOST_RECOGNISED = 20
STAY = record(
    {
        "confirmation": TEXT,
        "line": TEXT,
        "room": TEXT_OR_NULL,
        "arrival": TEXT,
        "departure": TEXT,
        "nights": WHOLE,
        "status": TEXT,
        "pays": {"type": "boolean"},
        "spend": TEXT,
        "checked_in_at": TEXT_OR_NULL,
        "checked_out_at": TEXT_OR_NULL,
    }
)


class GuestStaysView(MachineView):
    required_scopes = {"GET": "guests:read"}

    @extend_schema(
        operation_id="get_guest_stays",
        summary="The stays of a guest, expected and void ones too",
        parameters=paging.PARAMETERS,
        responses={200: page_of(STAY), **problems(422)},
    )
    def get(self, request, number):
        limit = paging.limit_of(request)
        stays = Stay.objects.filter(guest=guest_or_problem(number, request), pk__gt=paging.after(request))
        rows = list(stays.select_related("line__reservation", "room").order_by("pk")[: limit + 1])
        return Response(paging.page(request, rows, limit, [_stay(row) for row in rows]))


class RecognitionView(MachineView):
    """For tills and door locks: who is it, and how is he greeted?"""

    required_scopes = {"GET": "recognition:read"}

    @extend_schema(
        operation_id="recognise",
        summary="Everything staff would see first, of the guests in a room or of one guest",
        parameters=[
            OpenApiParameter("room", str, description="Number of an occupied room."),
            OpenApiParameter("guest", str, description="Guest number."),
            OpenApiParameter("phone", str, description="A phone number in any spelling."),
            OpenApiParameter("membership", str),
        ],
        responses={
            200: record({"items": many(record({"guest": TEXT, "recognition": RECOGNITION}))}),
            **problems(422),
        },
    )
    def get(self, request):
        guests = _guests_meant(request)
        note_machine(request, [guest.pk for guest in guests])
        known = recognise(guests, on=business_date(), with_tiers=True)
        return Response(
            {"items": [{"guest": g.number, "recognition": recognition_answer(known[g.pk])} for g in guests]}
        )


def _guests_meant(request) -> list[Guest]:
    room, number = paging.text_param(request, "room"), paging.text_param(request, "guest")
    membership, text = paging.text_param(request, "membership"), paging.text_param(request, "phone")
    if room:
        stays = Stay.objects.filter(status=StayStatus.IN_HOUSE, room__number=room)
        return [stay.guest for stay in stays.select_related("guest").order_by("-is_payer", "pk")]
    if number:
        return [guest_or_problem(number, request)]
    if membership:
        return list(Guest.objects.current().filter(membership_number=membership))
    if text:
        phone = parse_phone(text)
        found = Guest.objects.current().filter(phones__number=phone.number if phone else "")
        return list(found.order_by("pk")[:MOST_RECOGNISED])
    raise Problem("invalid", "Say room, guest, phone or membership.")


def _stay(stay: Stay) -> dict:
    return {
        "confirmation": stay.line.reservation.confirmation,
        "line": stay.line.line,
        "room": stay.room.number if stay.room else None,
        "arrival": stay.arrival.isoformat(),
        "departure": stay.departure.isoformat(),
        "nights": stay.nights,
        "status": stay.status,
        "pays": stay.is_payer,
        "spend": str(stay.spend),
        "checked_in_at": moment(stay.checked_in_at),
        "checked_out_at": moment(stay.checked_out_at),
    }

"""Complaints from other systems: a review, a chat, the hotel's own website."""

from django.urls import path, reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response

from common.errors import HotelError
from common.machines.idempotency import idempotent
from common.machines.openapi import IDEMPOTENCY_KEY, describe_record, problems
from common.machines.problems import invalid
from common.machines.shapes import Identifier, OneOf, Record, Text
from common.machines.views import MachineView
from feedback.care_choices import Cause, ComplaintSource, Severity
from feedback.models import Complaint
from feedback.models.complaint import LONGEST_TEXT
from feedback.named_guest import guest_named
from feedback.services.complaints import Told, open_complaint
from guests.choices import Department
from reservations.models import Reservation, Stay

COMPLAINT = Record(
    {
        "external_id": Identifier(120, "The number at the source; told again it is the same complaint."),
        "text": Text(LONGEST_TEXT, "What happened, in the guest's own words."),
        "cause": OneOf(Cause.values),
        "severity": OneOf(Severity.values),
        "department": OneOf(Department.values, "Who is to settle it; without it the cause decides."),
        "source": OneOf([ComplaintSource.API, ComplaintSource.OTA], "api (default), or ota for a review."),
        "guest": Text(9, "Our guest number."),
        "reservation": Text(120, "The booking's number at the client's source: names guest and stay."),
        "room": Text(40),
    },
    required=("external_id", "text", "cause"),
    name="Complaint",
)
_TEXT = {"type": "string"}
ANSWER = {
    "type": "object",
    "required": ["number", "status", "due_at"],
    "properties": {
        "number": _TEXT,
        "status": _TEXT,
        "department": _TEXT,
        "severity": _TEXT,
        "guest": {"type": ["string", "null"]},
        "opened_at": _TEXT,
        "due_at": {"type": "string", "description": "By when it is to be settled."},
        "page": {"type": "string", "description": "Where staff see it."},
    },
}


class ComplaintsView(MachineView):
    required_scopes = {"POST": "complaints:write"}

    @extend_schema(
        operation_id="tell_complaint",
        summary="Tell a complaint; its clock begins",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": describe_record(COMPLAINT)},
        responses={200: ANSWER, 201: ANSWER, **problems(409, 413, 415, 422)},
        examples=[
            OpenApiExample(
                "A review",
                {
                    "external_id": "R-77",
                    "text": "The air-conditioning was loud all night.",
                    "cause": "noise",
                    "severity": "serious",
                    "source": "ota",
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request):
        said, _reading = self.read(COMPLAINT)
        source, now = request.user.source, timezone.now()
        known = Complaint.objects.filter(source_name=source, external_id=said["external_id"]).exists()
        try:
            complaint = open_complaint(told=_told(said, source), at=now)
        except HotelError as error:
            raise invalid(error.field, str(error.message)) from error
        return Response(_answer(complaint), status=200 if known else 201)


def _told(said: dict, source: str) -> Told:
    stay = _stay(said, source)
    guest = guest_named(said)
    if stay is not None and guest is not None and stay.guest_id != guest.pk:
        stay = Stay.objects.filter(line__reservation=stay.line.reservation_id, guest=guest).first()
    return Told(
        text=said["text"],
        cause=said["cause"],
        severity=said.get("severity") or Severity.MINOR,
        department=said.get("department") or "",
        source=said.get("source") or ComplaintSource.API,
        guest=guest,
        stay=stay,
        room_text=said.get("room") or "",
        source_name=source,
        external_id=said["external_id"],
    )


def _stay(said: dict, source: str) -> Stay | None:
    """The payer's stay of the named booking; a booking that is not known is refused."""
    if not said.get("reservation"):
        return None
    booking = Reservation.objects.filter(source=source, external_id=said["reservation"]).first()
    if booking is None:
        raise invalid("reservation", f"{source} has sent no booking {said['reservation']}.")
    stays = Stay.objects.filter(line__reservation=booking).exclude(status="void")
    return stays.select_related("guest", "room", "line").order_by("-is_payer", "pk").first()


def _answer(complaint: Complaint) -> dict:
    return {
        "number": complaint.number,
        "status": complaint.status,
        "department": complaint.department,
        "severity": complaint.severity,
        "guest": complaint.guest.number if complaint.guest else None,
        "opened_at": complaint.opened_at.isoformat(),
        "due_at": complaint.due_at.isoformat(),
        "page": reverse("care:complaint", args=[complaint.number]),
    }


urlpatterns = [path("complaints", ComplaintsView.as_view(), name="api-complaints")]

"""Answers from other systems: a survey tool, the hotel's app, a kiosk."""

from decimal import Decimal

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response

from common.dates import business_date
from common.errors import HotelError
from common.machines.idempotency import idempotent
from common.machines.openapi import IDEMPOTENCY_KEY, describe_record, problems
from common.machines.problems import Problem, invalid
from common.machines.shapes import (
    Flag,
    Identifier,
    ListOf,
    Moment,
    OneOf,
    Pattern,
    Record,
    Shape,
    Text,
    Whole,
)
from common.machines.views import MachineView
from feedback.choices import Scale, SurveyChannel
from feedback.models import AnswerSet, Instrument
from feedback.named_guest import guest_named
from feedback.selectors.questions import instrument_of_machine
from feedback.services.answering import answers_by_key, record_set, require_may_be_asked
from reservations.choices import StayStatus
from reservations.models import Stay

MOST_ANSWERS = 200
LONGEST_COMMENT = 4000


class Points(Shape):
    """A number of the scale; which ones it has depends on the scale and is checked with it."""

    def read(self, value, pointer, reading):
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return reading.refuse(pointer, "Must be a number of the scale.")
        return value

    def _schema(self):
        return {"type": "number", "minimum": -3, "maximum": 10}


ANSWER = Record(
    {
        "indicator": Pattern(
            "[a-z0-9_-]{1,40}", "room_facilities", "Key of the indicator, as the hotel's page shows."
        ),
        "points": Points("As the guest answered, on the scale of the set."),
        "not_used": Flag("true: he did not use it; then there are no points."),
    },
    required=("indicator",),
    name="FeedbackAnswer",
)
FEEDBACK = Record(
    {
        "external_id": Identifier(
            80, "The number of the set at the source; sent again it is found, not doubled."
        ),
        "scale": OneOf(Scale.values, "How the guest answered."),
        "instrument": Whole(
            1, 2_000_000_000, "Version of the survey; without it the newest one with this scale."
        ),
        "reservation": Text(120, "The booking's number at the client's source, or its confirmation number."),
        "line": Text(40, "Which room of that booking; without it the first that took place."),
        "guest": Text(9, "Our guest number, where no booking is named."),
        "answers": ListOf(ANSWER, MOST_ANSWERS),
        "comment": Text(LONGEST_COMMENT, "In the guest's own words."),
        "language": Pattern("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?", "zh-CN"),
        "answered_at": Moment("When he answered; without it now."),
    },
    required=("external_id", "scale"),
    name="Feedback",
)
TAKEN = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "integer"},
        "status": {"type": "string", "enum": ["created", "unchanged"]},
        "instrument": {"type": "integer", "description": "The version by which the answers were read."},
        "answers": {"type": "integer"},
        "warnings": {"type": "array", "items": {"type": "object"}},
    },
}


class FeedbackView(MachineView):
    required_scopes = {"POST": "feedback:write"}

    @extend_schema(
        operation_id="send_feedback",
        summary="One guest's answers, once per stay",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": describe_record(FEEDBACK)},
        responses={200: TAKEN, 201: TAKEN, **problems(409, 413, 415, 422)},
        examples=[
            OpenApiExample(
                "After departure",
                {
                    "external_id": "S-1001",
                    "scale": "ladder10",
                    "answers": [
                        {"indicator": "room_facilities", "points": 8},
                        {"indicator": "car_park", "not_used": True},
                    ],
                    "comment": "早餐很好",
                    "language": "zh-CN",
                },
                request_only=True,
            )
        ],
    )
    @idempotent
    def post(self, request):
        said, reading = self.read(FEEDBACK)
        source = request.user.source
        try:
            answer_set, is_new = _record(said, source)
        except HotelError as error:
            if error.code == "already-answered":
                raise Problem("already-answered", str(error.message)) from error
            raise invalid(_place(said, error.field), str(error.message)) from error
        body = {
            "id": answer_set.pk,
            "status": "created" if is_new else "unchanged",
            "instrument": answer_set.instrument.version,
            "answers": answer_set.answers.count(),
        }
        if reading.warnings:
            body["warnings"] = reading.warnings
        return Response(body, status=201 if is_new else 200)


def _record(said: dict, source: str) -> tuple[AnswerSet, bool]:
    known = AnswerSet.objects.select_related("instrument").filter(
        source=source, external_id=said["external_id"]
    )
    if (found := known.first()) is not None:
        return found, False
    now = timezone.now()
    at = said.get("answered_at", now)
    if at > now:
        raise invalid("answered_at", "Lies in the future.")
    instrument = _instrument(said)
    stay = _stay(said, source)
    if stay is not None:
        require_may_be_asked(stay, channel=SurveyChannel.API, on=business_date(at))
    return record_set(
        channel=SurveyChannel.API,
        instrument=instrument,
        answers=answers_by_key(instrument=instrument, said=_said(said.get("answers", []))),
        comment=said.get("comment", ""),
        on=business_date(at),
        at=at,
        stay=stay,
        guest=None if stay else guest_named(said),
        room=stay.line.room if stay else None,
        language=said.get("language", ""),
        source=source,
        external_id=said["external_id"],
    )


def _said(answers: list[dict]) -> dict[str, object]:
    said: dict[str, object] = {}
    for at, answer in enumerate(answers):
        key, points, unused = answer["indicator"], answer.get("points"), answer.get("not_used", False)
        if (points is None) != unused:
            raise invalid(f"answers/{at}", "Needs either points, or not_used true.")
        if key in said:
            raise invalid(f"answers/{at}/indicator", f"{key} was answered twice.")
        said[key] = None if unused else points
    return said


def _place(said: dict, field: str) -> str:
    """Where in the body `field` stands: a rule names an answer by its indicator."""
    places = (at for at, answer in enumerate(said.get("answers", [])) if answer["indicator"] == field)
    at = next(places, None)
    return field if at is None else f"answers/{at}"


def _instrument(said: dict) -> Instrument:
    instrument = instrument_of_machine(scale=said["scale"], version=said.get("instrument"))
    if instrument is None:
        raise invalid(
            "instrument" if "instrument" in said else "scale",
            "The hotel has no survey with this scale and version.",
        )
    return instrument


def _stay(said: dict, source: str) -> Stay | None:
    """The payer's stay of the booking; of the line, where one is named."""
    number = said.get("reservation")
    if not number:
        return None
    stays = Stay.objects.select_related("guest", "line__room").exclude(status=StayStatus.VOID)
    if "line" in said:
        stays = stays.filter(line__line=said["line"])
    in_order = stays.order_by("-is_payer", "line__line", "pk")
    stay = (
        in_order.filter(line__reservation__source=source, line__reservation__external_id=number).first()
        or in_order.filter(line__reservation__confirmation=number).first()
    )
    if stay is None:
        raise invalid("reservation", f"There is no stay of a booking {number}.")
    return stay


urlpatterns = [path("feedback", FeedbackView.as_view(), name="api-feedback")]

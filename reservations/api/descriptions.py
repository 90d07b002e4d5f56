"""The OpenAPI description of bookings and charges; its examples are run by a test."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from common.machines.openapi import IDEMPOTENCY_KEY, describe, describe_record, problems
from reservations.push_rules import Verdict
from reservations.push_shapes import BATCH_LIMIT, BOOKING, BOOKING_ITEM, CHARGE

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
WHOLE = {"type": "integer"}
FLAG = {"type": "boolean"}


def record(properties: dict, description: str = "") -> dict:
    """An object in an answer: all of its fields are always there."""
    body = {"type": "object", "properties": properties, "required": list(properties)}
    return body | ({"description": description} if description else {})


def many(item: dict) -> dict:
    return {"type": "array", "items": item}


RECOGNITION = describe(
    "Recognition",
    record(
        {
            "returning": FLAG,
            "stays_before": WHOLE,
            "last_departure": TEXT_OR_NULL,
            "vip": FLAG,
            "class": TEXT_OR_NULL,
            "tier": TEXT_OR_NULL,
            "blacklisted": FLAG,
            "alerts": many(record({"kind": TEXT, "reason": TEXT})),
            "preferences": many(record({"category": TEXT, "text": TEXT})),
        },
        "What staff see first. Only with the scope recognition:read.",
    ),
)
DOUBTS = many(record({"reason": TEXT, "pointer": TEXT, "value": TEXT}))
WARNINGS = many(record({"pointer": TEXT, "detail": TEXT}))
_PERSON = record(
    {
        "pointer": {"type": "string", "description": "Where the person stands in what was sent."},
        "guest": {"type": "string", "description": "The guest's number here."},
        "match": {"type": "string", "enum": ["matched", "created", "in_review"]},
        "score": WHOLE,
        "reasons": many(TEXT),
    }
)
_PERSON["properties"]["recognition"] = RECOGNITION
_APPLIED = {
    "applied": FLAG,
    "reason": {"type": "string", "enum": [str(verdict) for verdict in Verdict]},
    "people": many(describe("ReceivedPerson", _PERSON)),
    "quarantined": DOUBTS,
    "warnings": WARNINGS,
}
_STAY = record(
    {
        "guest": TEXT,
        "status": TEXT,
        "pays": FLAG,
        "checked_in_at": TEXT_OR_NULL,
        "checked_out_at": TEXT_OR_NULL,
        "spend": TEXT,
        "currency": TEXT,
    }
)
_LINE = record(
    {
        "line": TEXT,
        "room_type": TEXT_OR_NULL,
        "room": TEXT_OR_NULL,
        "arrival": TEXT,
        "departure": TEXT,
        "adults": WHOLE,
        "children": WHOLE,
        "babies": WHOLE,
        "rate_plan": TEXT,
        "board": TEXT,
        "status": TEXT,
        "amount": TEXT,
        "nights": many(record({"date": TEXT, "amount": TEXT})),
        "stays": many(_STAY),
    }
)
STORED = describe(
    "StoredBooking",
    record(
        {
            "source": TEXT,
            "external_id": TEXT,
            "confirmation": TEXT,
            "version": WHOLE,
            "updated_at": TEXT_OR_NULL,
            "status": TEXT,
            "booked_at": TEXT_OR_NULL,
            "origin": TEXT,
            "channel": TEXT_OR_NULL,
            "account": TEXT_OR_NULL,
            "group": TEXT,
            "motive": TEXT,
            "why_this_hotel": TEXT,
            "currency": TEXT,
            "special_requests": many(TEXT),
            "remarks": TEXT,
            "guest": TEXT_OR_NULL,
            "booker": TEXT_OR_NULL,
            "rooms": many(_LINE),
        }
    ),
)
_PUT_ANSWER = describe("PushedBooking", record({**_APPLIED, "reservation": STORED}))
_ITEM_ANSWER = {
    "type": "object",
    "required": ["index", "status"],
    "properties": {
        "index": WHOLE,
        "status": WHOLE,
        "external_id": TEXT,
        "confirmation": TEXT,
        **_APPLIED,
        "outcome": {"type": "string", "enum": ["created", "changed", "same", "quarantined"]},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
_MULTI_STATUS = describe(
    "MultiStatus",
    record({"items": many(describe("ItemResult", _ITEM_ANSWER)), "accepted": WHOLE, "refused": WHOLE}),
)


def _batch(record_schema: dict) -> dict:
    items = {"type": "array", "items": record_schema, "minItems": 1, "maxItems": BATCH_LIMIT}
    return {"type": "object", "required": ["items"], "properties": {"items": items}}


BOOKING_EXAMPLE = {
    "version": 1,
    "status": "confirmed",
    "booked_at": "2026-05-02T10:15:00+08:00",
    "origin": "transient",
    "channel": "ctrip",
    "motive": "business",
    "special_requests": ["quiet room"],
    "guest": {
        "name": "王晓明",
        "phones": ["+8613800001234"],
        "emails": ["xiaoming@example.com"],
        "nationality": "CN",
        "language": "zh-CN",
    },
    "rooms": [
        {
            "room_type": "business_room",
            "arrival": "2026-06-01",
            "departure": "2026-06-03",
            "adults": 1,
            "board": "breakfast",
            "nights": [
                {"date": "2026-06-01", "amount": "588.00"},
                {"date": "2026-06-02", "amount": "588.00"},
            ],
        }
    ],
}
CANCELLATION_EXAMPLE = {"version": 2, "status": "cancelled"}
CHARGE_EXAMPLE = {
    "external_id": "T-77-1",
    "reservation": "PMS-1001",
    "outlet": "hunan_restaurant",
    "amount": "168.00",
    "tax": "9.51",
    "posted_at": "2026-06-01T20:10:00+08:00",
}

GET_BOOKING = {
    "operation_id": "get_booking",
    "summary": "One booking as it is stored",
    "responses": {200: STORED, 304: None, **problems()},
    "parameters": [OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
}
PUT_BOOKING = {
    "operation_id": "put_booking",
    "summary": "The full state of one booking",
    "description": "Send it again after every change. The version decides what is newer, not the time of receipt.",
    "parameters": [
        OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="Refuses if it has changed.")
    ],
    "request": {"application/json": describe_record(BOOKING)},
    "responses": {200: _PUT_ANSWER, 201: _PUT_ANSWER, **problems(409, 412, 413, 415, 422, 428)},
    "examples": [
        OpenApiExample("A new booking", BOOKING_EXAMPLE, request_only=True),
        OpenApiExample("A cancellation", CANCELLATION_EXAMPLE, request_only=True),
    ],
}
_ATOMIC = OpenApiParameter(
    "atomic",
    {"type": "string", "enum": ["true", "false", "1", "0"]},
    description="All items or none. Default: false.",
)
POST_BOOKINGS = {
    "operation_id": "post_bookings",
    "summary": "Up to 500 bookings, each with its own result",
    "parameters": [IDEMPOTENCY_KEY, _ATOMIC],
    "request": {"application/json": _batch(describe_record(BOOKING_ITEM))},
    "responses": {207: _MULTI_STATUS, **problems(409, 413, 415, 422)},
    "examples": [
        OpenApiExample("Two bookings", {"items": [
            {"external_id": "PMS-1001", **BOOKING_EXAMPLE},
            {"external_id": "PMS-1002", **CANCELLATION_EXAMPLE},
        ]}, request_only=True),
    ],
}  # fmt: skip
POST_CHARGES = {
    "operation_id": "post_charges",
    "summary": "Up to 500 postings of a till",
    "parameters": [IDEMPOTENCY_KEY],
    "request": {"application/json": _batch(describe_record(CHARGE))},
    "responses": {207: _MULTI_STATUS, **problems(409, 413, 415, 422)},
    "examples": [
        OpenApiExample("A meal and a refund", {"items": [
            CHARGE_EXAMPLE,
            {**CHARGE_EXAMPLE, "external_id": "T-77-2", "amount": "-20.00", "tax": "0", "refund_of": "T-77-1"},
        ]}, request_only=True),
    ],
}  # fmt: skip

"""Bookings and charges over the API: parse, call one service, present."""

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from common.machines.batches import items_of, multi_status, problem_result
from common.machines.clients import OWN_SOURCES
from common.machines.idempotency import idempotent
from common.machines.problems import Problem
from common.machines.shapes import Reading
from common.machines.views import MachineView
from reservations.api import descriptions
from reservations.api.answers import push_answer, recognise_people
from reservations.push_messages import Message, read_booking
from reservations.push_rules import Verdict
from reservations.push_shapes import BATCH_LIMIT, BOOKING_ITEM
from reservations.selectors.bookings import describe_booking, etag_of
from reservations.services.charges import post_charges, read_charges
from reservations.services.push import Pushed, push_bookings
from reservations.services.quarantine import keep_conflicts

#: Anything else would quietly mean the contrary of what the sender hoped.
ATOMIC = {"true": True, "1": True, "false": False, "0": False}
_PROBLEMS = {Verdict.CONFLICT: "conflict", Verdict.UNORDERED: "if-match-needed"}


class BookingView(MachineView):
    """One booking, by the number its source knows it by."""

    required_scopes = {"GET": "reservations:read", "PUT": "reservations:write"}

    @extend_schema(**descriptions.GET_BOOKING)
    def get(self, request, source, external_id):
        _require_own(request, source)
        body = describe_booking(source=source, external_id=external_id)
        if body is None:
            raise Problem("not-found", f"{source} has sent no booking {external_id[:120]}.")
        etag = etag_of(body)
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(body, headers={"ETag": etag})

    @extend_schema(**descriptions.PUT_BOOKING)
    def put(self, request, source, external_id):
        _require_own(request, source)
        _require_identifier(external_id)
        reading = Reading()
        message = read_booking(request.data, source=source, external_id=external_id, reading=reading)
        if message is None:
            raise Problem("invalid", errors=reading.errors)
        pushed = push_bookings(
            source=source,
            messages=[message],
            received_at=timezone.now(),
            precondition=_if_match(request.headers.get("If-Match")),
        )[0]
        if pushed.verdict in _PROBLEMS:
            raise Problem(_PROBLEMS[pushed.verdict])
        known = recognise_people([pushed]) if self.has_scope("recognition:read") else {}
        booking = describe_booking(source=source, external_id=external_id)
        body = push_answer(message, pushed, known) | {"reservation": booking}
        status = 201 if pushed.verdict is Verdict.CREATED else 200
        return Response(body, status=status, headers={"ETag": etag_of(booking)})


class BookingBatchView(MachineView):
    """Up to 500 bookings at once, each with its own result."""

    required_scopes = {"POST": "reservations:write"}

    @extend_schema(**descriptions.POST_BOOKINGS)
    @idempotent
    def post(self, request):
        source = request.user.source
        _require_own(request, source)
        items = items_of(request.data, BATCH_LIMIT)
        read = [_read_item(item, source) for item in items]
        if _wants_atomic(request) and any(message is None for message, _ in read):
            return multi_status(_none_applied(read))
        taken = [message for message, _ in read if message is not None]
        pushed = self._push(source, taken, atomic=_wants_atomic(request))
        known = recognise_people(pushed) if self.has_scope("recognition:read") else {}
        by_message = {id(message): result for message, result in zip(taken, pushed, strict=True)}
        if _wants_atomic(request) and any(one.verdict in _PROBLEMS for one in pushed):
            return multi_status(
                [_atomic_result(index, m, by_message[id(m)]) for index, (m, _) in enumerate(read)]
            )
        return multi_status(
            [
                _result(index, message, by_message[id(message)], known)
                if message
                else _refusal(index, errors)
                for index, (message, errors) in enumerate(read)
            ]
        )

    def _push(self, source: str, messages: list[Message], *, atomic: bool) -> list[Pushed]:
        """With `atomic`, one refused item takes everything back."""
        with transaction.atomic():
            pushed = push_bookings(source=source, messages=messages, received_at=timezone.now())
            refused = [m for m, one in zip(messages, pushed, strict=True) if one.verdict in _PROBLEMS]
            if atomic and refused:
                transaction.set_rollback(True)
        if atomic and refused:  # taken back with the rest, though what was refused is to be kept for staff
            keep_conflicts([message for message in refused if message.is_ordered])
        return pushed


class ChargeBatchView(MachineView):
    """Up to 500 postings of a till."""

    required_scopes = {"POST": "charges:write"}

    @extend_schema(**descriptions.POST_CHARGES)
    @idempotent
    def post(self, request):
        source = request.user.source
        _require_own(request, source)
        messages, readings = read_charges(items_of(request.data, BATCH_LIMIT), source=source)
        taken = [message for message in messages if message is not None]
        posted = iter(post_charges(source=source, charges=taken, received_at=timezone.now()))
        results = []
        for index, (message, reading) in enumerate(zip(messages, readings, strict=True)):
            if message is None:
                results.append(_refusal(index, reading.errors))
                continue
            one = next(posted)
            results.append(
                {
                    "index": index,
                    "status": 201
                    if one.outcome == "created"
                    else 202
                    if one.outcome == "quarantined"
                    else 200,
                    "external_id": message.external_id,
                    "outcome": one.outcome,
                    "quarantined": [
                        {"reason": doubt.reason, "pointer": doubt.field, "value": doubt.value}
                        for doubt in one.doubts
                    ],
                    "warnings": reading.warnings,
                }
            )
        return multi_status(results)


def _require_own(request, source: str) -> None:
    if source != request.user.source or source in OWN_SOURCES:
        raise Problem(
            "other-source", f"This client is of the source {request.user.source}, not {source[:40]}."
        )


def _require_identifier(external_id: str) -> None:
    reading = Reading()
    BOOKING_ITEM.fields["external_id"].read(external_id, "/external_id", reading)
    if reading.errors:
        raise Problem("invalid", errors=reading.errors)


def _if_match(header: str | None):
    """Asked with the booking locked: refuses a stale ETag, says whether the client has seen the present state."""
    if header is None:
        return None

    def check(stored) -> bool:
        if stored is None:
            raise Problem("stale-etag", "There is no such booking yet.")
        present = etag_of(describe_booking(source=stored.source, external_id=stored.external_id))
        if header.strip() != "*" and present not in [tag.strip() for tag in header.split(",")]:
            raise Problem("stale-etag")
        return True

    return check


def _wants_atomic(request) -> bool:
    said = request.query_params.get("atomic", "false").lower()
    if said not in ATOMIC:
        raise Problem(
            "invalid", errors=[{"pointer": "?atomic", "detail": f"Must be one of: {', '.join(ATOMIC)}."}]
        )
    return ATOMIC[said]


def _read_item(item, source: str) -> tuple[Message | None, list[dict]]:
    reading = Reading()
    if not isinstance(item, dict):
        return None, [{"pointer": "", "detail": "Must be an object."}]
    if item.get("source", source) != source:
        return None, [{"pointer": "/source", "detail": f"This client pushes under {source} only."}]
    external_id = item.get("external_id") if isinstance(item.get("external_id"), str) else ""
    message = read_booking(
        item, source=source, external_id=external_id.strip(), reading=reading, shape=BOOKING_ITEM
    )
    return message, reading.errors


def _result(index: int, message: Message, pushed: Pushed, known) -> dict:
    if pushed.verdict in _PROBLEMS:
        return problem_result(index, _PROBLEMS[pushed.verdict]) | {"external_id": message.external_id}
    identity = {
        "index": index,
        "status": 201 if pushed.verdict is Verdict.CREATED else 200,
        "external_id": message.external_id,
        "confirmation": pushed.reservation.confirmation,
    }
    return identity | push_answer(message, pushed, known)


def _refusal(index: int, errors: list[dict]) -> dict:
    return problem_result(index, "invalid", errors=errors)


def _none_applied(read) -> list[dict]:
    return [
        problem_result(index, "not-attempted") if message else _refusal(index, errors)
        for index, (message, errors) in enumerate(read)
    ]


def _atomic_result(index: int, message: Message, pushed: Pushed) -> dict:
    slug = _PROBLEMS.get(pushed.verdict, "not-attempted")
    return problem_result(index, slug) | {"external_id": message.external_id}

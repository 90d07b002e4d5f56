"""Every error of the API as application/problem+json (RFC 9457), with a stable `type` and the request id.

The API speaks English: its readers are developers and logs.
"""

from dataclasses import dataclass
from http import HTTPStatus

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from common.errors import HotelError

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"
BASE = "/api/v1/problems/"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its stable slug is part of the API, title and remedy are for people."""

    status: int
    title: str
    remedy: str


KINDS = {
    "malformed": Kind(400, "The body is not usable JSON", "Send UTF-8 JSON of moderate depth, without NUL."),
    "invalid": Kind(
        422,
        "Some fields are not valid",
        "`errors` names each field by JSON pointer. Correct them and send again.",
    ),
    "unauthenticated": Kind(
        401,
        "No valid token",
        "Send `Authorization: Bearer <token>` with a token that is neither expired nor revoked.",
    ),
    "forbidden": Kind(
        403,
        "The token does not allow this",
        "Ask the CRM centre for a client with the scope named in `detail`.",
    ),
    "network": Kind(
        403,
        "The token may not be used from this network",
        "Call from an allowed network, or have the client's networks changed.",
    ),
    "other-source": Kind(
        403, "This booking belongs to another source", "A client reads and writes under its own source only."
    ),
    "not-found": Kind(
        404, "There is nothing at this address", "Check the address against the API's description."
    ),
    "method": Kind(405, "This address does not know that method", "`Allow` lists the methods it knows."),
    "not-acceptable": Kind(406, "Only JSON is served", "Accept application/json."),
    "conflict": Kind(
        409,
        "The same version with other content",
        "Count the version up with every change. What you sent is kept for the hotel's staff.",
    ),
    "already-answered": Kind(
        409,
        "This stay has been answered about already",
        "The first answers stay; there is nothing to send again.",
    ),
    "still-running": Kind(
        409,
        "The same Idempotency-Key is still being answered",
        "Repeat the request after the seconds in `Retry-After`.",
    ),
    "stale-etag": Kind(
        412, "Somebody changed it since you read it", "GET it again, merge, and PUT with the new ETag."
    ),
    "too-large": Kind(413, "The body is too large", "Send smaller batches."),
    "media-type": Kind(415, "Only JSON is read", "Send Content-Type: application/json."),
    "key-reused": Kind(
        422, "The Idempotency-Key was used for another request", "Use a new key for a new request."
    ),
    "not-attempted": Kind(
        424, "Another item of the atomic batch failed", "Correct that item and send the batch again."
    ),
    "if-match-needed": Kind(
        428, "Say which state you are changing", "Send a version, an updated_at or If-Match."
    ),
    "too-many": Kind(429, "Too many requests", "Wait the seconds in `Retry-After`."),
    "refused": Kind(422, "This could not be done", "See `detail`."),
    "server": Kind(500, "We failed", "Nothing was written. Repeat later; quote `request_id` if it stays."),
    "busy": Kind(
        503, "The hotel's system is busy", "Nothing was written. Repeat after the seconds in `Retry-After`."
    ),
}

_BY_STATUS = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    413: "too-large",
    415: "media-type",
    429: "too-many",
    503: "busy",
}


class Problem(exceptions.APIException):
    """Raise to answer with the problem `slug`; `errors` are (JSON pointer, detail) pairs."""

    def __init__(
        self, slug: str, detail: str = "", *, errors: list[dict] | None = None, retry_after: int = 0
    ):
        self.slug = slug
        self.kind = KINDS[slug]
        self.status_code = self.kind.status
        self.errors = errors or []
        self.retry_after = retry_after
        super().__init__(detail or self.kind.title)

    def get_body(self) -> dict:
        return problem_body(self.slug, str(self.detail), self.errors)


def request_id() -> str:
    """The id under which the log tells of this request."""
    return structlog.contextvars.get_contextvars().get("request_id", "")


def problem_body(slug: str, detail: str = "", errors: list[dict] | None = None) -> dict:
    kind = KINDS[slug]
    body = {
        "type": f"{BASE}{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.title,
    }
    if errors:
        body["errors"] = errors
    return body | {"request_id": request_id()}


def invalid(field: str, detail: str) -> Problem:
    """The refusal of one field of the body; of the body as a whole where `field` is empty."""
    return Problem("invalid", errors=[{"pointer": f"/{field}" if field else "", "detail": detail}])


def problem_for_status(status: int) -> JsonResponse:
    """What an address outside the API's own views (no such path, host not allowed …) answers."""
    slug = _BY_STATUS.get(status, "server" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "refused")
    body = problem_body(slug) | {"status": status}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def problem_handler(error: Exception, context: dict) -> Response:
    """DRF's exception handler: every exception of a view becomes a problem."""
    problem = _as_problem(error)
    if problem.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.exception("api_failed", slug=problem.slug, error=type(error).__name__)
    response = Response(problem.get_body(), status=problem.status_code, content_type=CONTENT_TYPE)
    if problem.status_code == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    if problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    return response


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HotelError):
        errors = [{"pointer": f"/{error.field}", "detail": str(error.message)}] if error.field else None
        return Problem("refused", str(error.message), errors=errors)
    if isinstance(error, Http404):
        return Problem("not-found")
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return Problem("forbidden", str(error))
    if isinstance(error, exceptions.Throttled):
        return Problem("too-many", retry_after=max(1, round(error.wait or 1)))
    if isinstance(error, exceptions.APIException):
        # The framework's own words come in the language of the pages; the title says it in the API's.
        return Problem(_BY_STATUS.get(error.status_code, "invalid"))
    if isinstance(error, OperationalError | InterfaceError):
        return Problem("busy", retry_after=2)
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        raise error
    return Problem("server")

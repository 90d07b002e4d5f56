"""Lists for machines: keyset cursors, so that nothing is missed or repeated while others write."""

import base64
import binascii
from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from common.machines.problems import Problem

MOST = 500
USUAL = 100

PARAMETERS = [
    OpenApiParameter("cursor", str, description="`next` of the page before."),
    OpenApiParameter(
        "limit", {"type": "integer", "minimum": 1, "maximum": MOST}, description=f"Default {USUAL}."
    ),
]
FIELDS = OpenApiParameter("fields", str, description="Names separated by commas: only these are answered.")


def text_param(request, name: str, longest: int = 200) -> str:
    """A text from the query string; refuses what could be no search."""
    value = request.query_params.get(name, "")
    if "\x00" in value or len(value) > longest:
        raise Problem(
            "invalid", errors=[{"pointer": f"?{name}", "detail": f"At most {longest} characters, no NUL."}]
        )
    return value.strip()


def limit_of(request) -> int:
    text = request.query_params.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise Problem("invalid", errors=[{"pointer": "?limit", "detail": f"Must lie between 1 and {MOST}."}])
    return int(text)


def after(request) -> int:
    """The key behind which this page begins."""
    text = cursor_text(request)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise bad_cursor()
    return int(text)


def cursor_text(request) -> str:
    """What `write_cursor` wrote; '' on the first page."""
    cursor = request.query_params.get("cursor", "")
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==").decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    if cursor and not text:
        raise bad_cursor()
    return text


def write_cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def bad_cursor() -> Problem:
    return Problem("invalid", errors=[{"pointer": "?cursor", "detail": "Use `next` of the page before."}])


def page(request, rows: list, limit: int, items: list[dict]) -> dict[str, Any]:
    """`rows` were read with one more than `limit`: it tells whether there is a next page."""
    has_more = len(rows) > limit
    return {"items": items[:limit], "next": write_cursor(str(rows[limit - 1].pk)) if has_more else None}


def chosen_fields(request, known: Collection[str]) -> frozenset[str]:
    """The fields asked for; all where none is named."""
    text = text_param(request, "fields", 1000)
    if not text:
        return frozenset(known)
    asked = frozenset(name.strip() for name in text.split(",") if name.strip())
    if unknown := sorted(asked - set(known)):
        detail = f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}."
        raise Problem("invalid", errors=[{"pointer": "?fields", "detail": detail}])
    return asked

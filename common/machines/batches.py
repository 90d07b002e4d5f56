"""Batches of items from a machine: each read on its own, each with its own result."""

from collections.abc import Sequence
from typing import Any

from rest_framework.response import Response

from common.machines.problems import KINDS, Problem, problem_body


def items_of(data: Any, most: int) -> list[Any]:
    """The items of `{"items": […]}`; refuses anything else, and more than `most`."""
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise Problem("invalid", errors=[{"pointer": "/items", "detail": "Must be a list."}])
    if not 1 <= len(items) <= most:
        detail = f"Has {len(items)} items; a batch holds 1 to {most}."
        raise Problem("invalid", errors=[{"pointer": "/items", "detail": detail}])
    return items


def problem_result(
    index: int, slug: str, detail: str = "", errors: list[dict] | None = None
) -> dict[str, Any]:
    """The result of an item that was not taken."""
    return {"index": index, "status": KINDS[slug].status, "problem": problem_body(slug, detail, errors)}


def multi_status(results: Sequence[dict[str, Any]]) -> Response:
    """207 with one result per item, in the order of the items."""
    failed = sum("problem" in result for result in results)
    return Response({"items": results, "accepted": len(results) - failed, "refused": failed}, status=207)

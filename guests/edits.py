"""Two people edit one file: which fields did this one change, and which did somebody else meanwhile? Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any


def as_text(value: Any) -> str:
    """A field's value as it travels through a form: '' for nothing, ISO dates, keys of records, codes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "\n".join(as_text(part) for part in value)
    if hasattr(value, "pk"):
        return str(value.pk)
    return str(getattr(value, "code", value))


def changed_fields(seen: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of `wanted`, what differs from what its editor saw when he opened the file (`seen`, by `as_text`)."""
    return {name: value for name, value in wanted.items() if as_text(value) != seen.get(name, "")}


def overwritten_fields(
    seen: Mapping[str, str], wanted: Mapping[str, Any], current: Mapping[str, Any]
) -> list[tuple[str, Any, Any]]:
    """(field, yours, theirs) where `wanted` would replace a value its editor never saw, and differs from it."""
    return [
        (name, value, current[name])
        for name, value in wanted.items()
        if as_text(current[name]) != seen.get(name, "") and as_text(current[name]) != as_text(value)
    ]

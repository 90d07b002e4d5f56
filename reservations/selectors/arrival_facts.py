"""What the arrivals report says of a guest beyond bookings: past failures, open promises, his tier.

Apps to the right know some of it (complaints, promises, tiers) and register a source; each is asked once for all
guests of a report, so it may take one query or two.

    register_failures("complaints", failures_of)    # (guest ids) -> {guest id: [Failure, …]}
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from common.among import among
from guests.choices import Department
from guests.models import Note


@dataclass(frozen=True)
class Failure:
    """Something that went wrong and what was done about it (`done` is '' where `what` says it or nothing was)."""

    on: date
    what: str
    done: str = ""
    url: str = ""


@dataclass(frozen=True)
class Pledge:
    """Something the hotel promised and has not kept yet; `due` where a day was named."""

    text: str
    due: date | None = None


@dataclass(frozen=True)
class Trouble:
    """What must be known before one speaks to him: `text`, and where to read more."""

    text: str
    url: str = ""


Load = Callable[[Collection[int]], dict[int, Any]]

_failures: dict[str, Load] = {}
_pledges: dict[str, Load] = {}
_tiers: dict[str, Load] = {}
_troubles: dict[str, Load] = {}


def register_failures(key: str, load: Load) -> None:
    """`load(guest ids) -> {guest id: list of Failure}`; the same key again replaces it."""
    _failures[key] = load


def register_pledges(key: str, load: Load) -> None:
    """`load(guest ids) -> {guest id: list of Pledge}`."""
    _pledges[key] = load


def register_troubles(key: str, load: Load) -> None:
    """`load(guest ids) -> {guest id: Trouble}`: stands on the desk's lists instead of the newest note."""
    _troubles[key] = load


def register_tiers(load: Load) -> None:
    """`load(guest ids) -> {guest id: (code, name) of his tier}`; there is one such source."""
    _tiers["tier"] = load


def failures_of(guest_ids: Collection[int]) -> dict[int, list[Failure]]:
    """Every past failure of every source, newest first."""
    return _together(_failures, guest_ids, key=lambda failure: failure.on, reverse=True)


def pledges_of(guest_ids: Collection[int]) -> dict[int, list[Pledge]]:
    """Every open promise, the one due first in front."""
    return _together(_pledges, guest_ids, key=lambda pledge: pledge.due or date.max)


def troubles_of(guest_ids: Collection[int]) -> dict[int, Trouble]:
    """What is open with him now; without that the newest note of guest service."""
    notes = Note.objects.filter(
        among("guest", guest_ids), department=Department.GUEST_SERVICE, is_confidential=False
    ).order_by("created_at", "pk")
    found = {guest_id: Trouble(text) for guest_id, text in notes.values_list("guest", "text")}
    for load in _troubles.values():
        found |= load(guest_ids)
    return found


def tiers_of(guest_ids: Collection[int]) -> dict[int, str]:
    """Guest id → name of his tier, of members."""
    return {guest: name for guest, (_code, name) in _loaded_tiers(guest_ids).items()}


def tier_codes_of(guest_ids: Collection[int]) -> dict[int, str]:
    """Guest id → code of his tier, of members."""
    return {guest: code for guest, (code, _name) in _loaded_tiers(guest_ids).items()}


def _loaded_tiers(guest_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return _tiers["tier"](guest_ids) if _tiers else {}


def _together(sources: dict[str, Load], guest_ids: Collection[int], **order) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for load in sources.values():
        for guest_id, facts in load(guest_ids).items():
            found[guest_id] += facts
    return {guest_id: sorted(facts, **order) for guest_id, facts in found.items()}


def _notes_of_guest_service(guest_ids: Collection[int]) -> dict[int, list[Failure]]:
    """What guest service wrote down: the note says what was done as well. Confidential ones are not for lists."""
    notes = Note.objects.filter(
        among("guest", guest_ids), department=Department.GUEST_SERVICE, is_confidential=False
    ).order_by("pk")
    found: dict[int, list[Failure]] = defaultdict(list)
    for guest_id, text, at in notes.values_list("guest", "text", "created_at"):
        found[guest_id].append(Failure(on=at.date(), what=text))
    return found


register_failures("notes", _notes_of_guest_service)

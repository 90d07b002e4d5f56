"""What the arrivals report says of a guest beyond bookings: past failures, open promises, his tier.

Apps to the right know some of it (complaints, promises, tiers) and register a source; each is asked once for all
guests of a report, so it may take one query or two.

    register_facts("complaints", facts)    # (guest ids) -> Facts
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from common.prepared import fetch_prepared
from guests.choices import Department


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


@dataclass(frozen=True)
class Facts:
    """By guest id: every past failure, every open promise, and what is open with him now."""

    failures: dict[int, list[Failure]] = field(default_factory=lambda: defaultdict(list))
    pledges: dict[int, list[Pledge]] = field(default_factory=lambda: defaultdict(list))
    troubles: dict[int, Trouble] = field(default_factory=dict)


_sources: dict[str, Callable[[Collection[int]], Facts]] = {}
_tiers: dict[str, Callable[[Collection[int]], dict[int, tuple[str, str]]]] = {}


def register_facts(key: str, load: Callable[[Collection[int]], Facts]) -> None:
    """`load(guest ids) -> Facts`; the same key again replaces it. Its troubles stand before the newest note."""
    _sources[key] = load


def register_tiers(load: Callable[[Collection[int]], dict[int, tuple[str, str]]]) -> None:
    """`load(guest ids) -> {guest id: (code, name) of his tier}`; there is one such source."""
    _tiers["tier"] = load


def facts_of(guest_ids: Collection[int]) -> Facts:
    """What all sources know: failures newest first, of the promises the one due first in front.

    Trouble is what is open with him now; without that the newest note of guest service.
    """
    found = Facts()
    for source in (_notes_of_guest_service, *_sources.values()):
        facts = source(guest_ids)
        for guest_id, failures in facts.failures.items():
            found.failures[guest_id] += failures
        for guest_id, pledges in facts.pledges.items():
            found.pledges[guest_id] += pledges
        found.troubles.update(facts.troubles)
    for failures in found.failures.values():
        failures.sort(key=lambda failure: failure.on, reverse=True)
    for pledges in found.pledges.values():
        pledges.sort(key=lambda pledge: pledge.due or date.max)
    return found


def tiers_of(guest_ids: Collection[int]) -> dict[int, str]:
    """Guest id → name of his tier, of members."""
    return {guest: name for guest, (_code, name) in _loaded_tiers(guest_ids).items()}


def tier_codes_of(guest_ids: Collection[int]) -> dict[int, str]:
    """Guest id → code of his tier, of members."""
    return {guest: code for guest, (code, _name) in _loaded_tiers(guest_ids).items()}


def _loaded_tiers(guest_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return _tiers["tier"](guest_ids) if _tiers else {}


#: Confidential notes are not for lists.
_NOTES = f"""
    SELECT guest_id, text, (created_at AT TIME ZONE $2)::date FROM guests_note
    WHERE guest_id = ANY($1) AND department = '{Department.GUEST_SERVICE}' AND NOT is_confidential
    ORDER BY created_at, id"""


def _notes_of_guest_service(guest_ids: Collection[int]) -> Facts:
    """What guest service wrote down: the note says what was done as well."""
    found = Facts()
    params = [list(guest_ids), settings.TIME_ZONE]
    for guest_id, text, on in fetch_prepared("notes_of_service", _NOTES, ["bigint[]", "text"], params):
        found.failures[guest_id].append(Failure(on=on, what=text))
        found.troubles[guest_id] = Trouble(text)
    return found

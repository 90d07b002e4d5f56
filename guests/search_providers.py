"""How apps to the right help the one search box: they find guests by their own numbers, and know where he is.

register_finder("room", find_by_room)      # (terms, on) -> list[Hit], at most one query
register_facts(stay_facts)                 # (guest ids, on) -> {guest id: StayFacts}, at most one query
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from guests.search_terms import Terms


@dataclass(frozen=True)
class Hit:
    """One way in which `guest_id` fits what was typed.

    `why` is a kind (see guests.selectors.search.REASONS) and `matched` the value that fitted, shown behind it.
    `url` leads elsewhere than to the guest's page; a hit without a guest needs `title` and `url`.
    """

    guest_id: int | None
    why: str
    matched: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True)
class StayFacts:
    """Where a guest stands with the hotel today; `room` is '' while he is not in the house."""

    stays: int = 0
    last_departure: date | None = None
    room: str = ""
    is_expected: bool = False


_finders: dict[str, Callable[[Terms, date], list[Hit]]] = {}
_facts: list[Callable[[Iterable[int], date], dict[int, StayFacts]]] = []


def register_finder(key: str, find: Callable[[Terms, date], list[Hit]]) -> None:
    """Let `find` look as well; registering the same key again replaces it."""
    _finders[key] = find


def register_facts(load: Callable[[Iterable[int], date], dict[int, StayFacts]]) -> None:
    """Let `load` say where guests stand; there is one such source."""
    _facts[:] = [load]


def find_elsewhere(terms: Terms, on: date) -> list[Hit]:
    """What the registered finders know about `terms`."""
    return [hit for find in _finders.values() for hit in find(terms, on)]


def facts_of(guest_ids: Iterable[int], on: date) -> dict[int, StayFacts]:
    """Where each of these guests stands; a guest without any stay is left out."""
    ids = list(guest_ids)
    return _facts[0](ids, on) if _facts and ids else {}

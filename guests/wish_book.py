"""Wishes for one stay, which belong to an app to the right: how the preference notepad reaches them.

The app that knows stays calls `keep(book)` once, with an object of the shape of `WishBook`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from guests.models import Guest


@dataclass(frozen=True)
class StayAtHand:
    """The stay that a wish noted now is for; `label` says which, in the reader's language."""

    id: int
    label: str


@dataclass(frozen=True)
class Wish:
    id: int
    category: str
    category_label: str
    text: str
    is_done: bool


class WishBook(Protocol):
    def stay_at_hand(self, guest: Guest, on: date) -> StayAtHand | None:
        """The stay in progress, else the next expected one; None where there is neither."""

    def note(self, *, guest: Guest, stay_id: int, category: str, text: str, noted_by: str) -> None:
        """Keep a wish for that stay; HotelError where it is not (any more) a stay of this guest's."""

    def wishes(self, guest: Guest, on: date) -> list[Wish]:
        """Of the stay at hand."""

    def promote(self, *, guest: Guest, wish_id: int, by: str) -> None:
        """Make the wish a preference for ever; the wish stays. HotelError where it is not this guest's."""


_books: list[WishBook] = []


def keep(book: WishBook) -> None:
    """Use `book` from now on; there is one."""
    _books[:] = [book]


def wish_book() -> WishBook | None:
    """The book in use, or None in an installation without stays."""
    return _books[0] if _books else None

"""The one registry of everything that hangs on a guest: what a merge, an erasure and an export do with it.

Each app registers the ties of its own models in `AppConfig.ready()`; a test walks all models and fails when a
foreign key to a guest is missing here. A model without such a key (an import file, a kept answer) may be named
with an empty path, so that what happens to it is written down as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Model


class Merge(StrEnum):
    """What becomes of the rows of a file that is merged into another."""

    MOVE = "move"  # they go to the survivor
    UNITE = "unite"  # they go to the survivor, but for those he has already: those stay where they are
    KEEP = "keep"  # they stay with the old file, or go along with the row they hang on
    RULE = "rule"  # guests.services.merging has a rule of its own for them


class Erase(StrEnum):
    """What becomes of the rows of a guest who is erased."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays for the statistics, its fields `blank` are emptied
    KEEP = "keep"  # nothing in it says who he was


#: `clash(survivor_id, absorbed_id)` says in words why these two may not be merged; empty when they may.
Clash = Callable[[int, int], Sequence[str]]


@dataclass(frozen=True)
class Tie:
    """One way from `model` to a guest.

    `path` is the lookup from the model to the guest ("guest", "stay__guest"); only a direct foreign key is ever
    moved by a merge. `same_by` names the columns by which two rows say the same (UNITE; none: a guest has one row
    at most); `apart` the column that may not name the survivor himself (a relationship with oneself). Of two rows
    that say the same the survivor's takes a value of `wins` that the other has; the other, left with the old file,
    is set to `left`. `first` is the flag that one of his rows may have. `blank` are the fields that an erasure
    empties, `export` the fields that a guest's own copy of his data shows (None: the row is not his data).
    `is_derived`: the machinery makes the rows by itself, so they go with a file that an undone import had made.
    """

    model: type[Model]
    path: str = "guest"
    merge: Merge = Merge.MOVE
    same_by: tuple[str, ...] = ()
    apart: str = ""
    wins: tuple[tuple[str, Any], ...] = ()
    left: tuple[tuple[str, Any], ...] = ()
    first: str = ""
    clash: Clash | None = None
    erase: Erase = Erase.DELETE
    blank: tuple[str, ...] = ()
    export: tuple[str, ...] | None = None
    is_derived: bool = False
    why: str = ""

    @property
    def key(self) -> str:
        """'reservations.stay.guest': how logs name it."""
        return f"{self.model._meta.label_lower}.{self.path}"

    @property
    def is_direct(self) -> bool:
        """Whether `path` is a foreign key of the model itself."""
        return bool(self.path) and "__" not in self.path


_ties: dict[str, Tie] = {}


def register(*ties: Tie) -> None:
    """Add `ties`; the same model and path again replaces the earlier one."""
    for tie in ties:
        _ties[tie.key] = tie


def ties() -> tuple[Tie, ...]:
    """Every registered tie, in the order in which the apps registered them."""
    return tuple(_ties.values())


def tie(key: str) -> Tie:
    """The tie of this key; KeyError if no app has registered it."""
    return _ties[key]

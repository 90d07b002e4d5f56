"""What one merge will do, as its preview shows it and its service carries it out."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from guests.merging import Side
from guests.models import Guest
from guests.ties import Tie


@dataclass(frozen=True)
class RowChange:
    """One column of one row that a merge sets; `field` is the column's attribute (`account_id`)."""

    model: type[Model]
    pk: Any
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class FieldChoice:
    """One field of both files; `side` is whose value will stand, `is_open` whether there is anything to choose."""

    name: str
    ours: Any
    theirs: Any
    side: Side
    is_open: bool


@dataclass(frozen=True)
class Moved:
    """Rows of one kind: `moving` go to the survivor; `staying` are doubles of his and remain with the old file."""

    tie: Tie
    moving: tuple[Any, ...]
    staying: tuple[Any, ...] = ()


@dataclass(frozen=True)
class MergePlan:
    """Everything one merge does. `obstacles` say in words why it may not be; then nothing else counts.

    `refusals` are (purpose, channel) for which a line of the consent log is added: opting out wins.
    """

    survivor: Guest
    absorbed: Guest
    fields: tuple[FieldChoice, ...]
    changes: tuple[RowChange, ...]
    moved: tuple[Moved, ...]
    refusals: tuple[tuple[str, str], ...]
    obstacles: tuple[str, ...]

"""What a merged file says, when two files said different things. Pure.

A person's own choice comes first; then what a person has confirmed; then the newest. What only one of the two
files knows is kept. VIP wins; names that gave way become former names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from guests.names import search_key


class Side(StrEnum):
    """Which of the two files a value comes from."""

    SURVIVOR = "survivor"
    ABSORBED = "absorbed"


#: Fields with one value each, in the order in which they are compared; the name of the column is what is stored.
SINGLE = (
    "name", "latin_name", "salutation", "gender", "birthday", "nationality", "region", "language", "account_id",
    "position", "industry", "education", "income_band", "household_size", "credit", "membership_number",
    "referred_by_id",
)  # fmt: skip
#: Columns that go along with another one.
ALONG = {"birthday": ("birthday_calendar",)}
NAMES = ("name", "latin_name")
VIP = ("is_vip", "vip_reason", "vip_by_id", "vip_until")


@dataclass(frozen=True)
class Said:
    """What one file says in one field: since when, and whether a person confirmed it."""

    value: Any
    is_confirmed: bool = False
    since: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return self.value in ("", None)


def side_of(ours: Said, theirs: Said, chosen: str = "") -> Side:
    """Whose value stands: `ours` is the survivor's, `theirs` that of the file merged into it."""
    if chosen:
        return Side(chosen)
    if theirs.is_empty or theirs.value == ours.value:
        # What a person emptied on purpose stays empty, unless the other value was confirmed as well.
        return Side.SURVIVOR
    if ours.is_confirmed != theirs.is_confirmed:
        return Side.SURVIVOR if ours.is_confirmed else Side.ABSORBED
    if ours.is_empty:
        return Side.ABSORBED
    if ours.since and theirs.since and theirs.since > ours.since:
        return Side.ABSORBED
    return Side.SURVIVOR


def vip_side(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Side:
    """Whose VIP mark stands: he is one if either file says so; of two the one that lasts longer."""
    if ours["is_vip"] and theirs["is_vip"]:
        return Side.ABSORBED if _lasts(theirs) > _lasts(ours) else Side.SURVIVOR
    return Side.ABSORBED if theirs["is_vip"] else Side.SURVIVOR


def _lasts(vip: Mapping[str, Any]) -> date:
    return vip["vip_until"] or date.max


def former_names(
    kept: Iterable[str], ours: Iterable[str], theirs: Iterable[str], given_way: Iterable[str]
) -> list[str]:
    """All names he had, each once and none that he still has."""
    seen = {_key(name) for name in kept if name}
    united = []
    for name in (*ours, *given_way, *theirs):
        key = _key(name)
        if name and key not in seen:
            seen.add(key)
            united.append(name)
    return united


def _key(name: str) -> str:
    return search_key(name) or name.casefold()


@dataclass(frozen=True)
class Agreed:
    """The newest line of one file's log about one purpose and channel."""

    is_given: bool
    at: datetime


def needs_refusal(ours: Agreed | None, theirs: Agreed | None) -> bool:
    """Whether the united log would say yes where one of the two files said no: opting out wins."""
    said = [each for each in (ours, theirs) if each is not None]
    if all(each.is_given for each in said):
        return False
    return max(said, key=lambda each: each.at).is_given

"""Segments in families: one small interface to every way in which the hotel parts its guests.

A family registers itself in `AppConfig.ready()`; dashboards and lists know no more of it than this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analytics.segments.attributes import Words
from guests.query.document import Bracket, Document, Term


@dataclass(frozen=True)
class Segment:
    """`document` is the combined query that finds its guests; `about` says who they are, `advice` what to do.

    `trend()` are the stored sizes by business date, oldest first.
    """

    family: str
    key: str
    title: Words
    document: Document
    trend: Callable[[], Sequence[tuple[date, int]]]
    about: Words = ""
    advice: Words = ""

    @property
    def address(self) -> str:
        """How pages name it."""
        return f"{self.family}:{self.key}"

    def narrowed(self, *terms: Term) -> Document:
        """Its guests of whom `terms` hold as well; as it is where its query has no room for them."""
        if self.document.join == "and":
            return replace(self.document, parts=(*self.document.parts, *terms))
        if any(isinstance(part, Bracket) for part in self.document.parts):
            return self.document
        inner = Bracket("or", tuple(part for part in self.document.parts if isinstance(part, Term)))
        return Document("and", (inner, *terms))


@dataclass(frozen=True)
class Family:
    """`permission` is needed to see its segments; `segments()` reads them, in the order in which they are shown."""

    key: str
    title: Words
    permission: str
    segments: Callable[[], Sequence[Segment]]


_families: dict[str, Family] = {}


def register(family: Family) -> None:
    """The same key again replaces the earlier family."""
    _families[family.key] = family


def families_for(user) -> list[Family]:
    """The families this person may see."""
    return [family for family in _families.values() if user.has_perm(family.permission)]


def segment_named(user, address: str) -> Segment | None:
    """The segment of this address; None if there is none, or not for this person."""
    name = address.partition(":")[0]
    allowed = any(family.key == name for family in families_for(user))
    return segment_at(address) if allowed else None


def segment_at(address: str) -> Segment | None:
    """The segment of this address, whoever asks; None if there is none."""
    name, _sep, key = address.partition(":")
    segments = _families[name].segments() if name in _families else ()
    return next((segment for segment in segments if segment.key == key), None)

"""What a dashboard says of a segment beyond its own figures: apps register parts of it.

    register(Figure("tiers", _("Tiers"), "loyalty.view_membership", tiers))

`load(members, segment)` is given the name of a table with one column `guest_id`, and answers with a `Part`, or None
where there is nothing to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.segments.attributes import Words
from analytics.segments.families import Segment


@dataclass(frozen=True)
class Bar:
    """`share` of the segment, from 0 to 1; `url` leads to these guests ('' where no query finds them)."""

    title: str
    guests: int
    share: float
    url: str = ""


@dataclass(frozen=True)
class Part:
    """Bars of one kind; `note` says what they are of."""

    key: str
    title: Words
    bars: Sequence[Bar]
    note: Words = ""


@dataclass(frozen=True)
class Figure:
    key: str
    title: Words
    permission: str
    load: Callable[[str, Segment], Part | None]


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """The same key again replaces the earlier one."""
    _figures[figure.key] = figure


def figures_for(user) -> list[Figure]:
    return [
        figure for figure in _figures.values() if not figure.permission or user.has_perm(figure.permission)
    ]

"""One timeline of a guest: every app registers what it knows of him in `AppConfig.ready()`; page and API share it.

    register(Source("stay", _("Stays"), permission="reservations.view_stay", scope="guests:read", load=stays))

`load(guest, before, limit)` gives at most `limit` entries, the newest first, that stand behind `before`. Each
source runs a bounded number of queries, whatever the length of the guest's history.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import Q
from django.utils.functional import Promise

from common.machines.clients import OWN_SOURCES
from guests.models import Guest


@dataclass(frozen=True, order=True)
class Mark:
    """A place in the timeline: no two entries share it, so pages neither miss nor repeat one."""

    at: datetime
    kind: str
    pk: int

    def behind(self, column: str, kind: str) -> Q:
        """The rows of a source of this `kind` that stand behind this place; `column` holds their moment."""
        earlier = Q(**{f"{column}__lt": self.at})
        if kind > self.kind:
            return earlier
        same = Q(**{column: self.at})
        return earlier | (same & Q(pk__lt=self.pk) if kind == self.kind else same)


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` is its source's key and `pk` its row there; `source` says who told us."""

    at: datetime
    kind: str
    pk: int
    title: str
    detail: str = ""
    url: str = ""
    source: str = ""

    @property
    def mark(self) -> Mark:
        return Mark(self.at, self.kind, self.pk)

    @property
    def by_machine(self) -> bool:
        return bool(self.source) and self.source not in OWN_SOURCES


Load = Callable[[Guest, Mark | None, int], Sequence[Entry]]


@dataclass(frozen=True)
class Source:
    """Where entries come from. Shown to people with `permission`, to machines with `scope`."""

    key: str
    label: str | Promise
    permission: str
    scope: str
    load: Load


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if source.key in _sources:
        raise ValueError(f"The timeline already has a source named {source.key}.")
    _sources[source.key] = source


def sources() -> list[Source]:
    """All of them, in the order in which they registered."""
    return list(_sources.values())


def timeline(
    guest: Guest, chosen: Iterable[Source], *, before: Mark | None = None, limit: int
) -> tuple[list[Entry], Mark | None]:
    """The newest `limit` entries of the chosen sources behind `before`, and where the next page begins.

    None as the second where nothing older is left.
    """
    parts = [source.load(guest, before, limit + 1) for source in chosen]
    newest = list(islice(merge(*parts, key=lambda entry: entry.mark, reverse=True), limit + 1))
    return newest[:limit], newest[limit - 1].mark if len(newest) > limit else None


def newest(rows, column: str, kind: str, before: Mark | None, limit: int):
    """`rows` cut and ordered as a source must give them."""
    if before is not None:
        rows = rows.filter(before.behind(column, kind))
    return rows.order_by(f"-{column}", "-pk")[:limit]

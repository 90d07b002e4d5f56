"""One timeline of a guest: every app registers what it knows of him in `AppConfig.ready()`; page and API share it.

    register(Source("stay", _("Stays"), permission="reservations.view_stay", scope="guests:read", load=stays))

`load(guest, before, limit)` gives at most `limit` entries, the newest first, that stand behind `before`. Each
source runs a bounded number of queries, whatever the length of the guest's history. A source of which machines
write much that nobody wants to read every day also says how to load what people did, and how much is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.utils.functional import Promise

from common.machines.clients import OWN_SOURCES
from common.moments import Mark
from guests.models import Guest


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `kind` is its source's key and `pk` its row there.

    `source` says which system told us, `who` which person wrote it; `tone` colours its dot ('', good, gold, bad).
    """

    at: datetime
    kind: str
    pk: int
    title: str
    detail: str = ""
    url: str = ""
    source: str = ""
    who: str = ""
    tone: str = ""

    @property
    def mark(self) -> Mark:
        return Mark(self.at, self.kind, self.pk)

    @property
    def by_machine(self) -> bool:
        return bool(self.source) and self.source not in OWN_SOURCES


Load = Callable[[Guest, Mark | None, int], Sequence[Entry]]


@dataclass(frozen=True)
class Source:
    """Where entries come from. Shown to people with `permission`, to machines with `scope` ('': to none).

    `by_people` and `count_machines` belong together: what is shown while machine updates are hidden, and how many
    those are.
    """

    key: str
    label: str | Promise
    permission: str
    scope: str
    load: Load
    by_people: Load | None = None
    count_machines: Callable[[Guest], int] | None = None


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    if source.key in _sources:
        raise ValueError(f"The timeline already has a source named {source.key}.")
    _sources[source.key] = source


def sources() -> list[Source]:
    """All of them, in the order in which they registered."""
    return list(_sources.values())


def timeline(
    guest: Guest,
    chosen: Iterable[Source],
    *,
    before: Mark | None = None,
    limit: int,
    with_machines: bool = True,
) -> tuple[list[Entry], Mark | None]:
    """The newest `limit` entries of the chosen sources behind `before`, and where the next page begins.

    None as the second where nothing older is left.
    """
    loads = [source.load if with_machines else source.by_people or source.load for source in chosen]
    parts = [load(guest, before, limit + 1) for load in loads]
    newest = list(islice(merge(*parts, key=lambda entry: entry.mark, reverse=True), limit + 1))
    return newest[:limit], newest[limit - 1].mark if len(newest) > limit else None


def machine_updates(guest: Guest, chosen: Iterable[Source]) -> int:
    """How many entries of the chosen sources are left out while machine updates are hidden."""
    return sum(source.count_machines(guest) for source in chosen if source.count_machines)


def newest(rows, column: str, kind: str, before: Mark | None, limit: int):
    """`rows` cut and ordered as a source must give them."""
    if before is not None:
        rows = rows.filter(before.behind(column, kind))
    return rows.order_by(f"-{column}", "-pk")[:limit]

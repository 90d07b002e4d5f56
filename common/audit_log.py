"""Change logs over several models: what became of each old row, page by page, newest first.

A `Logged` names a model of `@audited` rows and which of its old rows belong to a subject (a guest). Each page costs a
bounded number of queries: one for each model that is asked, two for each that has something on the page, and one
for each kind of record that changed values point at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from common.audit import QUIET_FIELDS, Change, in_words, pair
from common.moments import Mark

PEOPLE, MACHINES = "people", "machines"
_REMOVED = "delete"
_WHO = "pgh_by"
_NEXT = "pgh_next"


@dataclass(frozen=True)
class Logged:
    """One model in a change log. `of(subject)` says which old rows are the subject's.

    `silent` columns are left out of what is read and shown: they are secret, or say nothing. `words(row)` names it.
    """

    key: str
    label: str | Promise
    model: type[Model]
    permission: str
    of: Callable[[Any], Q]
    silent: frozenset[str] = frozenset()
    words: Callable[[Any], str] = str

    @property
    def events(self) -> Any:
        return self.model._meta.get_field("events").related_model


@dataclass(frozen=True)
class LogEntry:
    """One row changed or removed at one moment. `who` is '' for the hotel's machinery; `changes` are in words."""

    logged: Logged
    event: Any
    about: str
    who: str
    request_id: str
    reason: str
    changes: tuple[Change, ...]
    is_removal: bool

    @property
    def at(self) -> datetime:
        return self.event.pgh_created_at


def old_rows(logged: Logged, subject: Any, *, by: str = "") -> QuerySet:
    """The old rows of `subject`, of people's changes, of machines' or (by='') of all; unordered."""
    said = KeyTextTransform("user_name", "pgh_context__metadata")
    who = Coalesce(said, Value(""), output_field=TextField())
    rows = logged.events.objects.filter(logged.of(subject)).annotate(**{_WHO: who})
    if by == PEOPLE:
        return rows.filter(**{f"{_WHO}__gt": ""})
    if by == MACHINES:
        return rows.filter(**{_WHO: ""})
    return rows


def log_of(
    subject: Any,
    chosen: Sequence[Logged],
    *,
    before: Mark | None = None,
    limit: int,
    by: str = "",
) -> tuple[list[LogEntry], Mark | None]:
    """The newest `limit` entries behind `before`, and where the next page begins (None: nothing older)."""
    parts = []
    for logged in chosen:
        rows = old_rows(logged, subject, by=by)
        if before is not None:
            rows = rows.filter(before.behind("pgh_created_at", logged.key))
        parts.append([(logged, event) for event in newest_of(logged, rows, limit + 1)])
    found = list(islice(merge(*parts, key=lambda one: _place(*one), reverse=True), limit + 1))
    shown = found[:limit]
    return entries_of(shown), _place(*shown[-1]) if len(found) > limit else None


def newest_of(logged: Logged, rows: QuerySet, limit: int) -> QuerySet:
    """The newest of `old_rows`, with what `entries_of` needs."""
    later = logged.events.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pk__gt=OuterRef("pk"))
    return (
        rows.annotate(**{_NEXT: Subquery(later.order_by("pk").values("pk")[:1])})
        .select_related("pgh_context")
        .defer(*_tracked_names(logged, hidden=True))
        .order_by("-pgh_created_at", "-pk")[:limit]
    )


def entries_of(found: Sequence[tuple[Logged, Any]]) -> list[LogEntry]:
    """The old rows with what followed each of them, in words, in their order."""
    after = _what_followed(found)
    raw = []
    for logged, event in found:
        is_removal = event.pgh_label == _REMOVED
        then = None if is_removal else after.get((logged.key, event.pk))
        fields = _tracked_names(logged)
        changes = () if then is None else tuple(pair(logged.model, event, then, fields))
        raw.append((logged, event, changes, is_removal))
    words = iter(in_words([change for _, _, changes, _ in raw for change in changes]))
    return [
        LogEntry(
            logged=logged,
            event=event,
            about=logged.words(_as_it_was(logged, event)),
            who=_said(event, "user_name"),
            request_id=_said(event, "request_id"),
            reason=_said(event, "reason"),
            changes=tuple(next(words) for _change in changes),
            is_removal=is_removal,
        )
        for logged, event, changes, is_removal in raw
    ]


def _what_followed(found: Sequence[tuple[Logged, Any]]) -> dict[tuple[str, int], Any]:
    """(key, old row) → the next old row of the same object, or the object as it is now."""
    by_model: dict[str, tuple[Logged, list[Any]]] = {}
    for logged, event in found:
        by_model.setdefault(logged.key, (logged, []))[1].append(event)
    after: dict[tuple[str, int], Any] = {}
    for key, (logged, events) in by_model.items():
        at_hand: dict[int, Any] = {event.pk: event for event in events}
        missing = {getattr(event, _NEXT) for event in events} - {None, *at_hand}
        hidden = _tracked_names(logged, hidden=True)
        if missing:
            at_hand |= logged.events.objects.defer(*hidden).in_bulk(missing)
        last = {event.pgh_obj_id for event in events if getattr(event, _NEXT) is None}
        now = logged.model._default_manager.defer(*hidden).in_bulk(last) if last else {}
        for event in events:
            next_id = getattr(event, _NEXT)
            then = at_hand.get(next_id) if next_id else now.get(event.pgh_obj_id)
            if then is not None:
                after[key, event.pk] = then
    return after


def _tracked_names(logged: Logged, *, hidden: bool = False) -> list[str]:
    """Columns of the model that its old rows keep: those shown, or those that are hidden."""
    names = [field.name for field in logged.events._meta.fields if not field.name.startswith("pgh_")]
    if hidden:
        return [name for name in names if name in logged.silent]
    return [name for name in names if name not in logged.silent and name not in QUIET_FIELDS]


def _as_it_was(logged: Logged, event: Any) -> Model:
    columns: list[Any] = [logged.events._meta.get_field(name) for name in _tracked_names(logged)]
    said = {field.attname: getattr(event, field.attname) for field in columns}
    return logged.model(**said)


def _place(logged: Logged, event: Any) -> Mark:
    return Mark(event.pgh_created_at, logged.key, event.pk)


def _said(event: Any, name: str) -> str:
    metadata = getattr(event.pgh_context, "metadata", None) or {}
    return str(metadata.get(name) or "")

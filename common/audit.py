"""Change history: who, when, by which request, from what, to what.

Triggers write the *old* row of every update and delete (django-pghistory), so bulk writes and raw SQL are
seen too and an insert costs nothing. `changes_of` pairs each old row with what followed it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pghistory
import structlog
from django.db import models
from django.utils.translation import gettext as _
from pghistory.middleware import HistoryMiddleware

from common.wording import listed

#: Bookkeeping columns: they change with every save and say nothing by themselves.
QUIET_FIELDS = frozenset({"updated_at", "lock_version"})


def audited(*, exclude: tuple[str, ...] = ()):
    """Class decorator: keep the old row of every update and delete of this model."""
    return pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old, condition=pghistory.AnyChange(exclude=[*exclude])),
        pghistory.DeleteEvent(row=pghistory.Old),
        exclude=[*exclude],
    )


class AuditMiddleware(HistoryMiddleware):
    """Names the person and the request behind every change made while answering it."""

    def get_context(self, request):
        context = {
            "user": request.user.pk if hasattr(request, "user") else None,
            "user_name": request.user.get_username() if hasattr(request, "user") else "",
        }
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        return context | ({"request_id": request_id} if request_id else {})


@dataclass(frozen=True)
class Change:
    """One field that went from `before` to `after` at `at`; `who` is '' for the hotel's own machinery."""

    at: datetime
    who: str
    request_id: str
    field: models.Field
    before: Any
    after: Any


def changes_of(instance: models.Model, *, limit: int = 100) -> Iterator[Change]:
    """Every changed field of `instance`, newest first; reads at most `limit` stored rows."""
    event_model: Any = type(instance)._meta.get_field("events").related_model
    events = list(
        event_model.objects.filter(pgh_obj_id=instance.pk)
        .select_related("pgh_context")
        .order_by("-pgh_created_at", "-pgh_id")[:limit]
    )
    tracked = [f.name for f in event_model._meta.fields if not f.name.startswith("pgh_")]
    after = instance
    for event in events:
        yield from pair(type(instance), event, after, tracked)
        after = event


def pair(model: type[models.Model], event: Any, after: Any, names: Iterable[str]) -> Iterator[Change]:
    """What of `names` changed between the old row `event` and `after`, the next old row or the row as it is."""
    context = getattr(event.pgh_context, "metadata", None) or {}
    for name in names:
        if name in QUIET_FIELDS:
            continue
        field: Any = model._meta.get_field(name)
        old, new = getattr(event, field.attname), getattr(after, field.attname)
        if old != new:
            yield Change(
                at=event.pgh_created_at,
                who=context.get("user_name", ""),
                request_id=context.get("request_id", ""),
                field=field,
                before=old,
                after=new,
            )


def in_words(changes: Iterable[Change]) -> list[Change]:
    """The same changes with values as people read them: labels of choices, names of records, yes and no."""
    read = list(changes)
    keys: dict[Any, set] = {}
    for change in read:
        if change.field.is_relation:
            keys.setdefault(change.field.related_model, set()).update({change.before, change.after} - {None})
    named = {
        (model, record.pk): str(record)
        for model, wanted in keys.items()
        for record in model._default_manager.filter(pk__in=wanted)
    }

    def said(field: models.Field, value: Any) -> Any:
        if field.is_relation:
            return named.get((field.related_model, value), value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return listed(value)
        return dict(field.flatchoices or ()).get(value, value)

    return [
        replace(change, before=said(change.field, change.before), after=said(change.field, change.after))
        for change in read
    ]

"""Keyset paging: a page starts after a row, not after a number of rows.

The last page of a million costs what the first costs, and nobody sees a row twice because another was
added meanwhile. The position is a row's values in the list's order; since these may be a name, the cursor
in the address is encrypted as well as signed.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import F, OrderBy


class BadCursor(ValueError):
    """The cursor is damaged, forged, or belongs to another order; the reader starts at the first page."""


@dataclass(frozen=True)
class Key:
    """One column of an order. Rows without a value come last, whichever the direction.

    A column that is never empty says so (`nullable=False`): only then does a plain index serve both
    directions, because PostgreSQL sorts empty values first when it reads an index backwards.
    """

    field: str
    descending: bool = False
    nullable: bool = True

    @classmethod
    def parse(cls, name: str, model: type[Model] | None = None) -> "Key":
        """'-last_stay_on' → descending by last_stay_on; `model` tells whether it may be empty."""
        field = name.removeprefix("-")
        return cls(field, name.startswith("-"), _may_be_empty(model, field))

    def ordering(self, backwards: bool) -> OrderBy:
        """This column in reading order, or in its exact reverse."""
        column = F(self.field)
        turn = column.desc if self.descending != backwards else column.asc
        if not self.nullable:
            return turn()
        return turn(nulls_first=True) if backwards else turn(nulls_last=True)

    def beyond(self, value: Any, backwards: bool) -> Q | None:
        """Rows whose value lies strictly further on than `value`; None where there cannot be any."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if backwards else None
        comparison = "lt" if self.descending != backwards else "gt"
        further = Q(**{f"{self.field}__{comparison}": value})
        if backwards or not self.nullable:
            return further
        return further | Q(**{f"{self.field}__isnull": True})

    def bound(self, value: Any, backwards: bool) -> Q:
        """A range that holds everything further on: redundant, but what lets an index start there."""
        if self.nullable:
            return Q()
        comparison = "lte" if self.descending != backwards else "gte"
        return Q(**{f"{self.field}__{comparison}": value})

    def level(self, value: Any) -> Q:
        """Rows with the same value."""
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})


def beyond(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool) -> Q:
    """The rows after (or before) the row with `values`, in the order of `keys`.

    The last key must be unique (the primary key), or rows with equal values would be lost between pages.
    """
    condition = Q(pk__in=[])
    level = Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value, backwards)
        if further is not None:
            condition |= level & further
        level &= key.level(value)
    return condition & keys[0].bound(values[0], backwards)


@dataclass(frozen=True)
class Position:
    """A row's values in the list's order, and the direction in which to read on from it."""

    values: tuple
    backwards: bool = False


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A list cannot be ordered by values of type {type(value).__name__}.")


def _fernet() -> Fernet:
    digest = hashlib.sha256(f"common.pagination:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def encode_cursor(keys: Sequence[Key], position: Position) -> str:
    """The position as text for an address."""
    content = [_names(keys), position.values, position.backwards]
    return _fernet().encrypt(json.dumps(content, default=_plain).encode()).decode().rstrip("=")


def decode_cursor(keys: Sequence[Key], text: str) -> Position:
    """The position written by `encode_cursor` for the same order, or BadCursor."""
    try:
        content = _fernet().decrypt((text + "=" * (-len(text) % 4)).encode())
        names, values, backwards = json.loads(content)
    except (InvalidToken, ValueError) as error:
        raise BadCursor("This page mark is not one of ours.") from error
    if names != _names(keys):
        raise BadCursor("This page mark belongs to another order.")
    return Position(tuple(values), bool(backwards))


def _names(keys: Sequence[Key]) -> list[str]:
    return [f"-{key.field}" if key.descending else key.field for key in keys]


@dataclass(frozen=True)
class Page:
    """`rows` in reading order; cursors of the neighbouring pages, '' where there is none."""

    rows: list
    previous: str = ""
    next: str = ""


def order_keys(order: Sequence[str], model: type[Model] | None = None) -> tuple[Key, ...]:
    """The keys of an order, made total by the primary key."""
    keys = tuple(Key.parse(name, model) for name in order)
    return keys if keys and keys[-1].field == "pk" else (*keys, Key("pk", nullable=False))


def _may_be_empty(model: type[Model] | None, field: str) -> bool:
    """False where the model's own column forbids it; annotations and other tables' columns may be."""
    if field == "pk":
        return False
    try:
        return model is None or model._meta.get_field(field).null
    except FieldDoesNotExist:
        return True


def estimated_rows(model: type[Model]) -> int:
    """Rows of the model's table as PostgreSQL last counted them; -1 before its first count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        return cursor.fetchone()[0]


def paginate(queryset: QuerySet, *, order: Sequence[str], cursor: str = "", size: int = 50) -> Page:
    """One page of `queryset` in `order` (field names, '-' descending). One query.

    A damaged cursor raises BadCursor. Fields may be annotations or reach over relations ('room__number').
    """
    keys = order_keys(order, queryset.model)
    position = decode_cursor(keys, cursor) if cursor else None
    backwards = bool(position and position.backwards)
    rows_from = queryset.order_by(*(key.ordering(backwards) for key in keys))
    if position:
        rows_from = rows_from.filter(beyond(keys, position.values, backwards=backwards))
    rows = list(rows_from[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    return Page(
        rows,
        previous=_cursor_at(keys, rows[0], True) if (more if backwards else position) else "",
        next=_cursor_at(keys, rows[-1], False) if (backwards or more) else "",
    )


def _cursor_at(keys: Sequence[Key], row: Any, backwards: bool) -> str:
    return encode_cursor(keys, Position(tuple(_value(row, key.field) for key in keys), backwards))


def _value(row: Any, path: str) -> Any:
    """The value at `room__number` of a model instance or of a `values()` row."""
    if isinstance(row, dict):
        return row[path]
    for name in path.split("__"):
        if row is None:
            return None
        row = getattr(row, name)
    return row.pk if isinstance(row, Model) else row

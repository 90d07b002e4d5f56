"""Many rows in one statement, without Django's preparing of every value: several times bulk_create's speed.

For values that are already what the columns store. `save()`, `auto_now` and `pre_save` play no part: the
database's own defaults fill `created_at` and `updated_at`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.base import ModelState

from common.together import run_later

#: Rows of one statement: on the plateau of speed, far below any limit.
BATCH = 5000


def new_object(model: type[models.Model], **values: Any) -> models.Model:
    """`model(**values)` for `insert_objects` and `upsert_objects`, several times as fast.

    The columns that the database dates are empty until then. A name that is no field is not noticed.
    """
    made = model.__new__(model)
    plain, lively = _blank(model)
    made.__dict__.update(plain, _state=ModelState())
    for name, make in lively:
        setattr(made, name, make())
    for name, value in values.items():
        setattr(made, name, value)
    return made


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> None:
    """Insert `rows`, values in the order of `columns` (attribute names such as guest_id).

    Every column without a default in the database must be given.
    """
    tail = "ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    for statement, params in _statements(model, columns, list(rows), tail):
        run_later(statement, params)


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new `objects` of one model; each has its key and its generated columns afterwards."""
    if objects:
        model = type(objects[0])
        columns = _insertable(model)
        _adopt(objects, _run(model, columns, _values(objects, columns), _returning(model)))


def upsert_objects(objects: Sequence[models.Model], *, unique: Sequence[str], update: Sequence[str]) -> None:
    """Insert `objects`, or where a row has the same `unique` columns set its `update` columns.

    No two objects may share the unique columns. `updated_at`, where there is one, becomes the transaction's time.
    """
    if not objects:
        return
    model = type(objects[0])
    columns = _insertable(model)
    tail = _on_conflict(model, tuple(unique), tuple(update))
    _adopt(objects, _run(model, columns, _values(objects, columns), tail))


def _run(model, columns: Sequence[str], rows: Sequence[Sequence[Any]], tail: str) -> Iterator[Any]:
    """The cursor after each statement; rows come back in the order in which they went in."""
    with connection.cursor() as cursor:
        for statement, params in _statements(model, columns, rows, tail):
            cursor.execute(statement, params)
            yield cursor


def _statements(model, columns: Sequence[str], rows: Sequence[Sequence[Any]], tail: str) -> Iterator[tuple]:
    columns = tuple(columns)
    if len(rows) == 1:
        yield _statement_of_one(model, columns, tail), _row_as_stored(model, columns, rows[0])
        return
    fields = [_fields(model)[name] for name in columns]
    for start in range(0, len(rows), BATCH):
        source, params = _source(fields, rows[start : start + BATCH])
        yield f"{_head(model, columns)} {source} {tail}", params


def _source(fields: Sequence[models.Field], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """The SELECT that gives `rows`, and its parameters.

    Columns with one value throughout are said once, the others go as one JSON text: thousands of single
    parameters would cost the driver and the server's parser more than the rows themselves.
    """
    columns = list(zip(*rows, strict=True))
    varying = [n for n, values in enumerate(columns) if values != (values[0],) * len(values)] or [0]
    said = {place: f"said.{_quote(fields[place].column)}" for place in varying}
    types = ", ".join(f"{_quote(fields[place].column)} {_bare_type(fields[place])}" for place in varying)
    names = [fields[place].column for place in varying]
    parts = [_jsonable(fields[place], columns[place]) for place in varying]
    text = json.dumps(
        [dict(zip(names, row, strict=True)) for row in zip(*parts, strict=True)], default=_as_text
    )
    constants = [
        _prepared(field, columns[place][0]) for place, field in enumerate(fields) if place not in said
    ]
    selected = ", ".join(said.get(place, "%s") for place in range(len(fields)))
    return f"SELECT {selected} FROM json_to_recordset(%s) AS said({types})", [*constants, text]


def _jsonable(field: models.Field, values: Sequence[Any]) -> Sequence[Any]:
    if _is_plain(field) or isinstance(field, (models.JSONField, ArrayField)):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _as_text(value: Any) -> str:
    if isinstance(value, (Decimal, date)):
        return str(value)
    raise TypeError(f"{value!r} cannot be written in bulk.")


def _adopt(objects: Sequence[models.Model], cursors: Iterator[Any]) -> None:
    names = _returned(type(objects[0]))
    returned = [row for cursor in cursors for row in cursor.fetchall()]
    for one, values in zip(objects, returned, strict=True):
        vars(one).update(zip(names, values, strict=True))
        one._state.adding = False
        one._state.db = connection.alias


def _values(objects: Sequence[models.Model], columns: Sequence[str]) -> list[list[Any]]:
    return [[said[name] for name in columns] for said in map(vars, objects)]


def _prepared(field: models.Field, value: Any) -> Any:
    return value if _is_plain(field) else field.get_db_prep_save(value, connection)


def _row_as_stored(model: type[models.Model], columns: tuple[str, ...], row: Sequence[Any]) -> list[Any]:
    stored = list(row)
    for place, prepare in _preparers(model, columns):
        stored[place] = prepare(stored[place], connection)
    return stored


@lru_cache(maxsize=512)
def _preparers(model: type[models.Model], columns: tuple[str, ...]) -> list[tuple[int, Callable[..., Any]]]:
    """The places of the columns whose values the driver does not store as they are, and what prepares them."""
    fields = [_fields(model)[name] for name in columns]
    return [(place, field.get_db_prep_save) for place, field in enumerate(fields) if not _is_plain(field)]


@lru_cache(maxsize=512)
def _statement_of_one(model: type[models.Model], columns: tuple[str, ...], tail: str) -> str:
    return f"{_head(model, columns)} VALUES ({', '.join(['%s'] * len(columns))}) {tail}"


@lru_cache
def _head(model: type[models.Model], columns: tuple[str, ...]) -> str:
    fields = _fields(model)
    named = ", ".join(_quote(fields[name].column) for name in columns)
    return f"INSERT INTO {_quote(model._meta.db_table)} ({named})"


@lru_cache(maxsize=512)
def _on_conflict(model: type[models.Model], unique: tuple[str, ...], update: tuple[str, ...]) -> str:
    fields = _fields(model)
    sets = [f"{_quote(fields[name].column)} = excluded.{_quote(fields[name].column)}" for name in update]
    if "updated_at" in fields:
        sets.append("updated_at = now()")
    keys = ", ".join(_quote(fields[name].column) for name in unique)
    return f"ON CONFLICT ({keys}) DO UPDATE SET {', '.join(sets)} {_returning(model)}"


@lru_cache
def _returning(model: type[models.Model]) -> str:
    fields = _fields(model)
    return f"RETURNING {', '.join(_quote(fields[name].column) for name in _returned(model))}"


@lru_cache(maxsize=512)
def _bare_type(field: models.Field) -> str:
    """The column's type without its limits: they are kept by the column itself, which refuses what a cast cuts."""
    return re.sub(r"\(.*?\)", "", field.db_type(connection))


@lru_cache
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """The attributes of a new object that all may share, and (name, maker) of those that each needs for itself."""
    fields = [field for field in _fields(model).values() if not field.generated]
    lively = {
        field.attname: field.default for field in fields if field.has_default() and callable(field.default)
    }
    plain = {field.attname: None if _is_databases(field) else field.get_default() for field in fields}
    return {name: value for name, value in plain.items() if name not in lively}, tuple(lively.items())


@lru_cache
def _fields(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.attname: field for field in model._meta.concrete_fields}


@lru_cache
def _insertable(model: type[models.Model]) -> tuple[str, ...]:
    """All columns that an object knows: not its key, nothing the database computes or dates."""
    return tuple(name for name, field in _fields(model).items() if not _is_databases(field))


@lru_cache
def _returned(model: type[models.Model]) -> tuple[str, ...]:
    """What the database makes, so that an object saved later does not overwrite it with nothing."""
    return tuple(name for name, field in _fields(model).items() if _is_databases(field))


def _is_databases(field: models.Field) -> bool:
    """Whether the database fills this column of a new row."""
    dated = field.has_db_default() and not field.has_default()
    return field.primary_key or field.generated or dated


@lru_cache(maxsize=512)
def _is_plain(field: models.Field) -> bool:
    """Whether the driver stores the attribute's value just as it is."""
    kinds = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.DateField)
    more = (models.DecimalField, models.ForeignKey)
    return isinstance(field, (*kinds, *more)) and "django_countries" not in type(field).__module__


@lru_cache(maxsize=2048)
def _quote(name: str) -> str:
    return connection.ops.quote_name(name)

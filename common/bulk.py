"""Many rows in one statement, without Django's preparing of every value: several times bulk_create's speed.

For values that are already what the columns store. `save()`, `auto_now` and `pre_save` play no part: the
database's own defaults fill `created_at` and `updated_at`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

#: Rows of one statement: on the plateau of speed, far below any limit.
BATCH = 1000
#: For constructors: the database dates the row, so Django need not make a placeholder for it (dear by the thousand).
UNDATED = {"created_at": None, "updated_at": None}


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert `rows`, values in the order of `columns` (attribute names such as guest_id); how many went in.

    Every column without a default in the database must be given.
    """
    return len(_run(model, columns, list(rows), "ON CONFLICT DO NOTHING" if ignore_conflicts else ""))


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Insert new `objects` of one model; each has its key and its generated columns afterwards."""
    if objects:
        model = type(objects[0])
        columns = _insertable(model)
        _adopt(objects, _run(model, columns, _values(objects, columns), ""))


def upsert_objects(objects: Sequence[models.Model], *, unique: Sequence[str], update: Sequence[str]) -> None:
    """Insert `objects`, or where a row has the same `unique` columns set its `update` columns.

    No two objects may share the unique columns. `updated_at`, where there is one, becomes the transaction's time.
    """
    if not objects:
        return
    model = type(objects[0])
    fields = _fields(model)
    sets = [f"{_quote(fields[name].column)} = excluded.{_quote(fields[name].column)}" for name in update]
    if "updated_at" in fields:
        sets.append("updated_at = now()")
    keys = ", ".join(_quote(fields[name].column) for name in unique)
    columns = _insertable(model)
    on_conflict = f"ON CONFLICT ({keys}) DO UPDATE SET {', '.join(sets)}"
    _adopt(objects, _run(model, columns, _values(objects, columns), on_conflict))


def _run(model, columns: Sequence[str], rows: Sequence[Sequence[Any]], on_conflict: str) -> list[tuple]:
    """The key and the generated columns of each row that went in, in the order of the rows."""
    fields = _fields(model)
    chosen = [fields[name] for name in columns]
    head = (
        f"INSERT INTO {_quote(model._meta.db_table)} ({', '.join(_quote(field.column) for field in chosen)})"
    )
    tail = f"{on_conflict} RETURNING {', '.join(_quote(fields[name].column) for name in _returned(model))}"
    one = f"({', '.join(['%s'] * len(chosen))})"
    to_prepare = [(place, field) for place, field in enumerate(chosen) if not _is_plain(field)]
    found: list[tuple] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = [_prepared(row, to_prepare) for row in rows[start : start + BATCH]]
            sql = f"{head} VALUES {', '.join([one] * len(part))} {tail}"
            cursor.execute(sql, [value for row in part for value in row])
            found += cursor.fetchall()
    return found


def _adopt(objects: Sequence[models.Model], returned: Sequence[tuple]) -> None:
    names = _returned(type(objects[0]))
    for one, values in zip(objects, returned, strict=True):
        for name, value in zip(names, values, strict=True):
            setattr(one, name, value)
        one._state.adding = False
        one._state.db = connection.alias


def _values(objects: Sequence[models.Model], columns: Sequence[str]) -> list[list[Any]]:
    return [[getattr(one, name) for name in columns] for one in objects]


def _prepared(row: Sequence[Any], to_prepare: Sequence[tuple[int, models.Field]]) -> Sequence[Any]:
    if not to_prepare:
        return row
    values = list(row)
    for place, field in to_prepare:
        values[place] = field.get_db_prep_save(values[place], connection)
    return values


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


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)

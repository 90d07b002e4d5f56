"""Filling the database of a measurement, which is made for it and thrown away, quicker than a hotel's own may be."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: What to do before and after: foreign keys, and the indexes behind no constraint.
_KEYS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace"""
_INDEXES = """
    SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT relispartition AND NOT indisunique
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""


@contextmanager
def keys_and_indexes_afterwards() -> Iterator[None]:
    """Within it foreign keys are not checked and indexes are not kept; at its end both are made for whole tables.

    A failure inside leaves the database without them.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_INDEXES} UNION ALL {_KEYS}")
        steps = cursor.fetchall()
        for before, _after in steps:
            cursor.execute(before)
        yield
        for _before, after in steps:
            cursor.execute(after)

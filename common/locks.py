"""Locks with a name, held until the transaction ends, taken in one fixed order so that none can deadlock."""

import zlib
from collections.abc import Iterable

from django.db import connection

from common.together import run_later

#: Names share this many locks: few enough for PostgreSQL's lock table, many enough not to be in each other's way.
BUCKETS = 256


def lock_names(kind: str, names: Iterable[str]) -> None:
    """Wait until nobody else works on any of `names` of this `kind`; one query, whatever their number.

    Inside `together()` it waits before the next statement: what is read then is what the others have left.
    """
    buckets = sorted({zlib.crc32(name.encode()) % BUCKETS for name in names})
    if not buckets:
        return
    run_later(
        "SELECT count(pg_advisory_xact_lock(%s, bucket)) FROM unnest(%s::int[]) AS bucket",
        [_number(kind), buckets],
    )


def try_lock(kind: str, name: str) -> bool:
    """Take the lock of one name exactly, or say at once that somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_number(kind), _number(name)])
        return cursor.fetchone()[0]


def _number(text: str) -> int:
    """A stable 32-bit signed integer, as PostgreSQL takes it."""
    return zlib.crc32(text.encode()) - 2**31

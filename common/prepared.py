"""Queries of the busiest addresses, planned once per connection: planning them took longer than running them."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

from common.together import without_history

#: The names already prepared on each of the driver's connections; a new connection knows none.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def fetch_prepared(name: str, sql: str, types: Sequence[str], params: Sequence[Any]) -> list[tuple]:
    """The rows of `sql`, which changes nothing and whose parameters are $1, $2 … of these PostgreSQL types.

    `name` belongs to this `sql` for ever: letters, digits and underscores. Needs a connection of our own, as
    everything here does that locks by advisory locks: no pool that hands it round between transactions.
    """
    with without_history(), connection.cursor() as cursor:
        prepared = _known.setdefault(connection.connection, set())
        if name not in prepared:
            cursor.execute(f"PREPARE {name} ({', '.join(types)}) AS {sql}")
            prepared.add(name)
        cursor.execute(f"EXECUTE {name} ({', '.join(['%s'] * len(params))})", params)
        return cursor.fetchall()

"""Whole databases: for restoring, measuring and testing."""

from psycopg2 import sql

_CLIENTS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""


def drop_database(cursor, name: str) -> None:
    """Drop it if it is there, and whoever works in it leaves. `cursor` is of another database, outside transactions.

    Not by FORCE: only a superuser may send PostgreSQL's own vacuum away, so that FORCE is refused while that is at
    work in it. A plain DROP makes it leave and waits for it.
    """
    cursor.execute(_CLIENTS, [name])
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

"""Statements whose answer nobody needs travel in front of the next one: a round trip to the database saved each.

PostgreSQL runs them in the order in which they were written, each with its own look at the data, so nothing else
differs. Inside `together()` only, which belongs inside a transaction.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from pghistory import config, runtime

_waiting: ContextVar[list[str] | None] = ContextVar("waiting_statements", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What `run_later` is given here is sent with the next statement, at the latest when the block ends.

    The change history is told once who is at work, instead of before every statement. When the block fails,
    what still waits is forgotten with the transaction.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set([])
    try:
        with without_history() as is_told:
            connection.execute_wrappers.append(_with_waiting)
            if is_told:
                _name_the_author()
            yield
            if _waiting.get():
                connection.connection.cursor().execute("; ".join(_waiting.get()))
    finally:
        _waiting.reset(token)


@contextmanager
def without_history() -> Iterator[bool]:
    """The change history is not told before every statement who is at work: where nothing changes, or it knows.

    Gives whether it would have been told.
    """
    wrappers = connection.execute_wrappers
    connection.execute_wrappers = [one for one in wrappers if one is not runtime._inject_history_context]
    try:
        yield len(connection.execute_wrappers) < len(wrappers)
    finally:
        connection.execute_wrappers = wrappers


def run_later(sql: str, params: Sequence[Any]) -> None:
    """Execute with the next statement; outside `together()`, at once."""
    waiting = _waiting.get()
    if waiting is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
    else:
        waiting.append(connection.connection.cursor().mogrify(sql, params).decode())


def _name_the_author() -> None:
    """As django-pghistory does it before each statement: for the rest of the transaction."""
    context = runtime._tracker.value
    metadata = json.dumps(context.metadata, cls=config.json_encoder())
    run_later(
        "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
        [str(context.id), metadata],
    )


def _with_waiting(execute, sql, params, many, context):
    waiting = _waiting.get()
    if not waiting:
        return execute(sql, params, many, context)
    first = "; ".join(waiting)
    waiting.clear()
    if many or context["cursor"].name:  # these take one statement only
        context["connection"].connection.cursor().execute(first)
        return execute(sql, params, many, context)
    return execute(f"{first if params is None else first.replace('%', '%%')}; {sql}", params, many, context)

"""How many guests a query leaves, while somebody is still building it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import OperationalError, connection, transaction

from guests.query.building import guests_of
from guests.query.document import Document

#: PostgreSQL's "cancelled because it took longer than statement_timeout".
CANCELLED = "57014"


class TooSlow(Exception):
    """The query was stopped after `seconds`."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        super().__init__(f"stopped after {seconds} s")


@dataclass(frozen=True)
class Counted:
    """`guests` found in `seconds`; None where it took longer than that and was stopped."""

    guests: int | None
    seconds: float


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Statements inside are stopped after `seconds` (TooSlow), and planned as analyses of what lies in memory.

    Afterwards the session's own settings hold, also in a caller's transaction.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config(name, value, true) FROM (VALUES ('statement_timeout', %s),"
                " ('jit', 'off'), ('work_mem', '64MB'), ('random_page_cost', '1.1')) AS s (name, value)",
                [f"{round(seconds * 1000)}ms"],
            )
            yield
            cursor.execute("RESET statement_timeout; RESET jit; RESET work_mem; RESET random_page_cost")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != CANCELLED:
            raise
        raise TooSlow(seconds) from error


def count(document: Document, *, on: date) -> Counted:
    """The number of guests, within QUERY_SECONDS; QueryProblem if it cannot be asked."""
    guests = guests_of(document, on=on)
    began = time.monotonic()
    try:
        with at_most(settings.QUERY_SECONDS):
            return Counted(guests.count(), time.monotonic() - began)
    except TooSlow as slow:
        return Counted(None, slow.seconds)

"""How many guests a query leaves, while somebody is still building it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Func, Max, Min, QuerySet

from guests.models import Guest
from guests.query.building import shares_of
from guests.query.document import Document
from guests.query.sets import ALL, Ends

#: PostgreSQL's "cancelled because it took longer than statement_timeout".
CANCELLED = "57014"
#: Fewer guests are counted before a second processor has begun.
FEWEST_TO_SHARE = 20_000


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
    guests = shares_of(document, _shares(), on=on)
    began = time.monotonic()
    try:
        with at_most(settings.QUERY_SECONDS):
            return Counted(_together(guests), time.monotonic() - began)
    except TooSlow as slow:
        return Counted(None, slow.seconds)


def _shares() -> list[Ends]:
    """All guests, in two halves by their keys where there are many."""
    keys = Guest.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if keys["first"] is None or keys["last"] - keys["first"] < FEWEST_TO_SHARE:
        return [ALL]
    middle = (keys["first"] + keys["last"]) // 2
    return [(None, middle), (middle + 1, None)]


def _together(shares: list[QuerySet[Guest]]) -> int:
    """How many guests there are in all, by one statement whose parts PostgreSQL gives to several processors.

    By itself it shares out neither figures of each guest nor what is joined to them.
    """
    first, *more = [share.order_by().values_list(Func("pk", function="COUNT")) for share in shares]
    try:
        statement, given = first.union(*more, all=True).query.sql_with_params()
    except EmptyResultSet:  # known without asking
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum(guests) FROM ({statement}) AS shares (guests)", given)  # nosec B608
        return int(cursor.fetchone()[0])

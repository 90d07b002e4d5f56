"""The night's ranges are done by any number of processes, some of which die: the rows are the same."""

import os

import pytest
from django.db import connection
from django.utils import timezone

from analytics.segments import statements
from analytics.segments.models import AttributeRun, NightRange
from analytics.segments.services import deriving
from analytics.segments.services.ranges import help_out, share_out
from tests.analytics.value.night import AS_OF, run_night
from tests.analytics.value.test_night import hotel_of, tables
from tests.faults.test_night_killed import Killer

GUESTS, SIZE = 30, 4


@pytest.fixture
def undisturbed(transactional_db, monkeypatch):
    """The rows of a night on committed data, and from now on ranges of SIZE guests."""
    hotel_of(GUESTS)
    run_night()
    monkeypatch.setattr(deriving, "share_out", lambda task, key: share_out(task, key, size=SIZE))
    yield rows(AttributeRun.objects.get(is_current=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^segments_attributerow_'"
        )
        for table in [*tables(), *(name for (name,) in cursor.fetchall())]:
            cursor.execute(f"DROP TABLE {table}")


def rows(run: AttributeRun) -> list[tuple]:
    columns = ", ".join(("guest_id", *statements.COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {statements.partition(run.pk)} ORDER BY guest_id")
        return cursor.fetchall()


def prepared() -> AttributeRun:
    shown = AttributeRun.objects.get(is_current=True)
    return deriving.prepare(on=AS_OF, now=timezone.now(), value_run=shown.value_run)


def worker(run: AttributeRun, *, kill_at: int | None = None, after: bool = False) -> int:
    """Process id of a child that helps on a connection of its own."""
    child = os.fork()
    if child:
        return child
    try:
        connection.connection = None  # the parent's; closing it here would end his session
        with connection.execute_wrapper(Killer(kill_at, after)):
            help_out(deriving.TASK, run.pk)
    finally:
        os._exit(0)


def test_one_two_and_four_workers_write_the_same_rows(undisturbed):
    assert len(undisturbed) == GUESTS
    for workers in (1, 2, 4):
        run = prepared()
        for child in [worker(run) for _n in range(workers)]:
            os.waitpid(child, 0)
        assert NightRange.objects.filter(key=run.pk, done_at=None).count() == 0
        assert rows(run) == undisturbed, f"{workers} workers came to something else"


def test_what_killed_workers_leave_the_others_do(undisturbed):
    for at in range(3, 15, 2):
        run = prepared()
        doomed, other = worker(run, kill_at=at, after=at % 4 == 1), worker(run)
        killed = os.WIFSIGNALED(os.waitpid(doomed, 0)[1])
        os.waitpid(other, 0)
        help_out(deriving.TASK, run.pk)
        assert rows(run) == undisturbed, f"another result after a kill at statement {at} ({killed})"

"""Gate 1 with the real thing: a Celery worker, its child and then all of it killed -9 in the middle of the night."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from analytics.value.models import ValueRun
from analytics.value.services.night import start_night
from common import jobs
from common.models import JobRun
from common.models.jobs import SILENT_AFTER
from hotelcrm.celery import app
from tests.analytics.value.night import AS_OF, rows_of, run_night
from tests.analytics.value.test_night import hotel_of, tables

PATIENCE = 40


@pytest.fixture
def committed_hotel(transactional_db):
    hotel_of(40)
    yield
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DROP TABLE {table}")


@pytest.fixture
def worker(committed_hotel):
    """A worker on the test's database with one child; its messages go through memory of its own."""
    database = connection.settings_dict
    url = (
        f"postgres://{database['USER']}:{database['PASSWORD']}"
        f"@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "hotelcrm", "worker"]
    command += ["--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command += ["--queues", queue(), "--hostname", f"{queue()}@%h"]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "PROCESS_ROLE": "worker"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield process
    kill_all(process)


def queue() -> str:
    """A queue that no other worker on this Redis listens to."""
    return f"drill-{os.getpid()}"


def kill_all(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def send(run: JobRun) -> None:
    # A connection of its own: the pool is closed in a process whose children were forked by other tests.
    with app.connection_for_write() as connection:
        app.send_task(jobs.EXECUTE_TASK, [run.pk], queue=queue(), connection=connection)


def wait_until(holds, what: str):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {PATIENCE} s")


def child_of(process: subprocess.Popen) -> int:
    """The child of the pool that does the work."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return int(children[-1])


def stuck_in_the_night() -> bool:
    """Whether the worker waits for the lock that holds the night half-way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def locked(table: str, mode: str):
    """Whoever computes the night stands still where it needs `table`: guests when it collects, runs when it has."""
    names = ("dbname", "user", "password", "host", "port")
    other = psycopg2.connect(**{name: connection.get_connection_params()[name] for name in names})
    try:
        other.cursor().execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield
    finally:
        other.close()


def test_a_killed_child_and_a_killed_worker_leave_nothing_behind_and_the_night_ends_the_same(worker):
    undisturbed = rows_of(run_night())
    shown = ValueRun.objects.get(is_current=True)
    run = start_night(on=AS_OF, again=True, hinted=False)

    kills = (
        ("guests_guest", "ACCESS EXCLUSIVE", lambda: os.kill(child_of(worker), signal.SIGKILL)),
        ("value_valuerun", "SHARE ROW EXCLUSIVE", lambda: kill_all(worker)),
    )
    for table, mode, kill in kills:
        with locked(table, mode):
            send(run)
            wait_until(stuck_in_the_night, "the worker reaches the middle of the night")
            kill()
            assert rows_of(ValueRun.objects.get(is_current=True)) == undisturbed
            wait_until(lambda: not stuck_in_the_night(), "PostgreSQL notices that the killed one is gone")
        run.refresh_from_db()
        assert run.status == "running"
        JobRun.objects.filter(pk=run.pk).update(
            heartbeat_at=timezone.now() - SILENT_AFTER - timedelta(seconds=1)
        )

    jobs.execute(run.pk, reraise=True)
    run.refresh_from_db()
    now = ValueRun.objects.get(is_current=True)
    assert (run.status, run.attempt - run.attempts_before) == ("succeeded", 3)
    assert now.pk != shown.pk
    assert rows_of(now) == undisturbed
    assert tables() == {f"value_guestvalue_{now.pk}"}

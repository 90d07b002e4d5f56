"""Gates 1, 3, 15: kill -9 at random statements of the night, two workers at once, Redis away.

The night runs in forked children on committed data; a child kills itself just before or after its n-th
statement. Afterwards everything is as after an undisturbed night, and readers saw whole runs only.
"""

import os
import random
import signal
import socket
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from analytics.value.choices import NIGHT_JOB
from analytics.value.models import ValueRun
from analytics.value.services.night import start_night
from common import jobs
from common.models import JobRun
from common.models.jobs import SILENT_AFTER
from guests.selectors import ranges
from hotelcrm.celery import app
from tests.analytics.value.night import AS_OF, rows_of, run_night
from tests.analytics.value.test_night import hotel_of, tables
from tests.faults.night_rows import drop_parts, found, publish_a_tree

#: Each night is killed twice: a third silence would be its last.
NIGHTS = 10
GUESTS = 60


@pytest.fixture
def committed_hotel(transactional_db, monkeypatch):
    """A hotel that other processes see too."""
    monkeypatch.setattr(ranges, "RANGE", 12)
    hotel_of(GUESTS)
    publish_a_tree()
    yield
    drop_parts()


class Killer:
    """Execute wrapper that kills this process at statement `at` (None: never), before or after it."""

    def __init__(self, at: int | None, after: bool):
        self.at, self.after, self.seen = at, after, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def in_child(run_id: int, *, kill_at: int | None = None, after: bool = False) -> int:
    """Process id of a child that executes the run on a connection of its own."""
    child = os.fork()
    if child:
        return child
    try:
        connection.connection = None  # the parent's; closing it here would end his session
        with connection.execute_wrapper(Killer(kill_at, after)):
            jobs.execute(run_id)
    finally:
        os._exit(0)


def statements_of_a_night(run_id: int) -> int:
    counter = Killer(None, False)
    with connection.execute_wrapper(counter):
        jobs.execute(run_id, reraise=True)
    return counter.seen


def repeat() -> JobRun:
    return start_night(on=AS_OF, again=True, hinted=False)


def fall_silent(run: JobRun) -> None:
    JobRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - SILENT_AFTER - timedelta(seconds=1))


def test_killed_at_random_statements_the_night_ends_as_if_undisturbed(committed_hotel):
    total = statements_of_a_night(start_night(on=AS_OF, hinted=False).pk)
    undisturbed, all_rows = rows_of(ValueRun.objects.get(is_current=True)), found()
    assert len(undisturbed) == len(all_rows["segments"]) == GUESTS
    chance = random.Random(20260630)
    killed = 0
    for first in chance.sample(range(1, total), NIGHTS):
        run = repeat()
        for at in (first, chance.randint(1, 1 + (total - first) // 2)):
            _, status = os.waitpid(in_child(run.pk, kill_at=at, after=chance.random() < 0.5), 0)
            killed += os.WIFSIGNALED(status)
            shown = ValueRun.objects.get(is_current=True)
            assert rows_of(shown) == undisturbed, f"readers saw a mixture after a kill at statement {at}"
            fall_silent(run)
        jobs.execute(run.pk, reraise=True)
        run.refresh_from_db()
        assert run.status == "succeeded", run.error
        shown = ValueRun.objects.get(is_current=True)
        assert shown.job_run_id == run.pk
        assert found() == all_rows, f"another result after kills at statements {first} and {at}"
        assert tables() == {f"value_guestvalue_{shown.pk}"}
    assert killed == 2 * NIGHTS


def test_killed_twice_it_still_ends_and_the_third_silence_is_poison(committed_hotel):
    undisturbed = rows_of(run_night())
    run = repeat()
    for at in (40, 25):
        os.waitpid(in_child(run.pk, kill_at=at), 0)
        fall_silent(run)
    jobs.execute(run.pk, reraise=True)
    assert rows_of(ValueRun.objects.get(is_current=True)) == undisturbed
    run = repeat()
    for _ in range(3):
        os.waitpid(in_child(run.pk, kill_at=20), 0)
        fall_silent(run)
    assert jobs.execute(run.pk) is None
    run.refresh_from_db()
    assert run.status == "poison"


def test_four_workers_and_two_schedules_make_one_run_of_one_night(committed_hotel):
    runs = [start_night(on=AS_OF, hinted=False) for _ in range(2)]
    for child in [in_child(runs[0].pk) for _ in range(4)]:
        os.waitpid(child, 0)
    run = JobRun.objects.get(job=NIGHT_JOB)
    assert (run.status, run.attempt) == ("succeeded", 1)
    assert ValueRun.objects.count() == 1


@pytest.fixture
def frozen_port():
    """A port that accepts and never answers, as a frozen Redis does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["refused", "frozen"])
def test_nobody_waits_for_redis_when_work_is_asked_for(state, frozen_port, monkeypatch):
    port = frozen_port if state == "frozen" else 1
    monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")
    began = time.monotonic()
    jobs.hint(1)
    assert time.monotonic() - began < 0.5

"""The night's ranges are done by any number of processes, some of which die: values, attributes, segments and
guest classes are the same."""

import os
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection

from common import jobs, shares
from common.models import JobRun, NightRange
from guests.models import Guest
from guests.selectors import ranges
from hotelcrm.nightly import STEPS
from tests.analytics.value.night import AS_OF, stay
from tests.analytics.value.test_night import hotel_of
from tests.faults.night_rows import drop_parts, found, publish_a_tree
from tests.faults.test_night_killed import Killer

GUESTS, SIZE = 30, 4
TASKS = {"value.collect", "value.store", "attributes", "segments", "guest_classes"}


@jobs.job("shared_steps", title="the steps that are shared out")
def shared_steps(run: jobs.Run) -> None:
    for step in STEPS:
        if step.key in {"value", "show", "attributes", "segments", "tiers"}:
            step.do(run, run.business_date)


def for_night(on: date) -> JobRun:
    return jobs.run_now("shared_steps", business_date=on)


def repeat() -> None:
    """The night of AS_OF from its beginning."""
    run = JobRun.objects.get(job="shared_steps", business_date=AS_OF)
    assert jobs.restart(run, hinted=False)
    jobs.execute(run.pk, reraise=True)


@pytest.fixture
def undisturbed(transactional_db, monkeypatch):
    """What a night on committed data comes to when one process does it in one range; from now on there are SIZE
    guests in each."""
    hotel_of(GUESTS)
    publish_a_tree()
    for_night(AS_OF - timedelta(days=1))
    for guest in Guest.objects.order_by("pk")[:GUESTS:3]:
        stay(guest, AS_OF - timedelta(days=1), 90)
    for_night(AS_OF)
    monkeypatch.setattr(ranges, "RANGE", SIZE)
    yield found()
    drop_parts()


class Workers:
    """Children that the night's calls for help reach; the night itself takes a range once they have all gone."""

    def __init__(self, monkeypatch, number: int, *, kill_at: int | None = None, after: bool = False):
        self.kill_at, self.after, self.children = kill_at, after, []
        self.killed, self.helped, self.done_alone = 0, set(), 0
        self.do_one = shares.do_one
        monkeypatch.setattr(settings, "NIGHT_HELPERS", number)
        monkeypatch.setattr(jobs, "send", self.called)
        monkeypatch.setattr(shares, "do_one", self.wait_first)

    def called(self, name: str, task: str, key: int) -> None:
        assert name == shares.HELP_TASK
        self.helped.add(task)
        child = os.fork()
        if child:
            self.children.append(child)
            return
        try:
            connection.connection = None  # the parent's; closing it here would end his session
            shares.do_one = self.do_one
            with connection.execute_wrapper(Killer(self.kill_at, self.after)):
                shares.help_out(task, key)
        finally:
            os._exit(0)

    def wait_first(self, task: str, key: int) -> bool:
        while self.children:
            self.killed += os.WIFSIGNALED(os.waitpid(self.children.pop(), 0)[1])
        did = self.do_one(task, key)
        self.done_alone += did
        return did


def test_any_number_of_workers_comes_to_the_same_and_so_it_does_when_they_are_killed(
    undisturbed, monkeypatch
):
    assert len(undisturbed["attributes"]) == GUESTS
    assert all(undisturbed.values()), "a night in which nothing happens would show nothing"
    for number in (1, 2, 4):
        with monkeypatch.context() as patched:
            workers = Workers(patched, number)
            repeat()
        assert (workers.helped, workers.done_alone) == (TASKS, 0), "all of it was done by the workers"
        assert NightRange.objects.filter(done_at=None).count() == 0
        assert found() == undisturbed, f"{number} workers came to something else"
    for at in (4, 7, 19):
        with monkeypatch.context() as patched:
            workers = Workers(patched, 2, kill_at=at, after=at % 2 == 1)
            repeat()
        assert workers.killed >= len(TASKS)
        assert workers.done_alone > 0
        assert found() == undisturbed, f"another result after kills at statement {at}"

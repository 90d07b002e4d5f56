from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from common import jobs
from common.errors import HotelError
from common.jobs import LostRun, Run
from common.models import JobRun
from common.models.jobs import MAX_ATTEMPTS, SILENT_AFTER

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 6, 1)
LONG_AGO = SILENT_AFTER + timedelta(minutes=1)


@pytest.fixture
def work():
    """`work(handler)` registers it as the job "work" for this test."""

    def register(handler):
        jobs.job("work", title="Work")(handler)

    yield register
    jobs._registry.pop("work", None)


def fall_silent(run: JobRun) -> None:
    JobRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - LONG_AGO)


def test_result_progress_and_times_of_a_run_are_recorded(work):
    def handler(run: Run):
        run.progress(done=3, failed=1, total=4, step="counting")
        return {"sheep": 3}

    work(handler)
    run = jobs.run_now("work", params={"a": 1})
    assert (run.status, run.result, run.rows_done, run.rows_failed) == ("succeeded", {"sheep": 3}, 3, 1)
    assert run.started_at <= run.finished_at


def test_one_night_has_one_run(work):
    work(lambda run: None)
    first, second = (jobs.start("work", business_date=NIGHT) for _ in range(2))
    assert first == second
    jobs.execute(first.pk)
    assert jobs.execute(first.pk) is None
    assert JobRun.objects.get().attempt == 1


def test_a_job_that_nobody_knows_is_refused():
    with pytest.raises(jobs.UnknownJob):
        jobs.start("no such job")


def test_a_living_run_is_not_taken_over_but_a_silent_one_is(work):
    work(lambda run: None)
    run = jobs.start("work")
    jobs._claim(run.pk)
    assert jobs.execute(run.pk) is None
    fall_silent(run)
    assert jobs.execute(run.pk).status == "succeeded"
    assert JobRun.objects.get().attempt == 2


def test_whoever_lost_his_run_cannot_write_any_more(work):
    def handler(run: Run):
        fall_silent(record)
        assert jobs._claim(record.pk).attempt == 2
        with transaction.atomic():
            JobRun.objects.create(job="half-done")
            run.checkpoint({"at": 1})

    work(handler)
    record = jobs.start("work")
    assert jobs.execute(record.pk) is None
    record.refresh_from_db()
    assert (record.attempt, record.cursor, record.status) == (2, {}, "running")
    assert not JobRun.objects.filter(job="half-done").exists()


def test_a_resumed_run_goes_on_from_its_cursor(work):
    seen = []

    def handler(run: Run):
        for number in range(run.cursor.get("next", 0), 4):
            seen.append(number)
            with transaction.atomic():
                run.checkpoint({"next": number + 1}, done=number + 1)
            if number == 1 and run.attempt == 1:
                raise OSError("the cable was pulled")

    work(handler)
    run = jobs.start("work")
    jobs.execute(run.pk)
    run.refresh_from_db()
    assert (run.status, run.fault) == ("queued", "OSError: the cable was pulled")
    jobs.execute(run.pk)
    assert seen == [0, 1, 2, 3]
    run.refresh_from_db()
    assert (run.status, run.error, run.fault, run.result) == ("succeeded", "", "", {})


def test_a_checkpoint_outside_a_transaction_is_refused(monkeypatch):
    record = JobRun.objects.create(job="work", status="running", attempt=1)
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(RuntimeError):
            Run(record).checkpoint({})


def test_unexpected_failures_are_tried_three_times_then_given_back(work):
    tries = []

    def handler(run: Run):
        tries.append(run.attempt)
        raise ValueError("broken")

    work(handler)
    run = jobs.start("work")
    for _ in range(MAX_ATTEMPTS + 2):
        jobs.execute(run.pk)
    run.refresh_from_db()
    assert tries == [1, 2, 3]
    assert (run.status, run.error, run.fault) == ("failed", "", "ValueError: broken")


def test_a_fault_in_the_program_is_told_in_a_sentence_and_its_line_kept_for_those_who_look_after_it(
    work, user_of, client
):
    def handler(run: Run):
        raise KeyError("column_7")

    work(handler)
    asked_by = user_of("marketing")
    run = jobs.start("work", requested_by=asked_by)
    jobs.execute(run.pk)
    run.refresh_from_db()
    assert jobs.why_failed(run)
    for _ in range(MAX_ATTEMPTS):
        jobs.execute(run.pk)

    def page(user):
        client.force_login(user)
        return unescape(client.get(reverse("jobs:run", args=[run.pk])).text)

    run.refresh_from_db()
    sentence = jobs.why_failed(run)
    assert "Work" in sentence
    assert str(run.pk) in sentence
    assert sentence in page(asked_by)
    assert "column_7" not in page(asked_by)
    assert f'href="{reverse("jobs:run", args=[run.pk])}"' not in page(asked_by), "no way back to itself"
    assert "KeyError: 'column_7'" in page(user_of("crm_centre"))
    assert jobs.restart(run)
    assert jobs.why_failed(run) == ""


def test_a_refusal_is_told_at_once_and_not_tried_again(work):
    def handler(run: Run):
        raise HotelError("The file has no column adr.")

    work(handler)
    run = jobs.start("work")
    jobs.execute(run.pk)
    run.refresh_from_db()
    assert (run.status, run.error, run.attempt) == ("failed", "The file has no column adr.", 1)


def test_a_run_that_dies_without_a_word_three_times_is_poison(work):
    work(lambda run: None)
    run = jobs.start("work")
    for _ in range(MAX_ATTEMPTS):
        jobs._claim(run.pk)
        fall_silent(run)
    assert jobs.execute(run.pk) is None
    run.refresh_from_db()
    assert run.status == "poison"


def test_done_again_it_starts_afresh_with_a_higher_attempt(work):
    work(lambda run: None)
    run = jobs.run_now("work", business_date=NIGHT)
    assert jobs.restart(run)
    assert (run.status, run.cursor, run.attempt) == ("queued", {}, 1)
    jobs.execute(run.pk)
    run.refresh_from_db()
    assert (run.status, run.attempt) == ("succeeded", 2)


def test_a_living_run_is_not_restarted(work):
    work(lambda run: None)
    run = jobs.start("work")
    assert not jobs.restart(run)


def test_the_sweep_finds_waiting_and_silent_runs_only(work):
    work(lambda run: None)
    now = timezone.now()
    waiting, silent, alive = (jobs.start("work") for _ in range(3))
    JobRun.objects.filter(pk=waiting.pk).update(created_at=now - timedelta(minutes=5))
    for run in (silent, alive):
        jobs._claim(run.pk)
    fall_silent(silent)
    jobs.start("work")  # too new to be called lost
    assert set(jobs.due_runs(now, waiting=timedelta(minutes=4))) == {waiting.pk, silent.pk}
    assert jobs.execute_abandoned(now, waiting=timedelta(minutes=4)) == 2


def test_lost_is_not_swallowed_as_failure(work):
    def handler(run: Run):
        raise LostRun("gone")

    work(handler)
    run = jobs.start("work")
    assert jobs.execute(run.pk) is None
    run.refresh_from_db()
    assert run.status == "running"


# --- Pages ---------------------------------------------------------------------------------------------
def test_who_asked_may_watch_his_run_and_others_may_not(signed_in, user_of, work):
    work(lambda run: None)
    page = signed_in("front_desk")
    own, other = jobs.start("work", requested_by=page.user), jobs.start("work", requested_by=user_of("rooms"))
    assert page.get(reverse("jobs:run", args=[own.pk])).status_code == 200
    assert page.get(reverse("jobs:run", args=[other.pk])).status_code == 403
    assert page.get(reverse("jobs:list")).status_code == 403


def test_a_finished_run_makes_the_progress_bar_load_the_page_anew(signed_in, work):
    work(lambda run: {"sheep": 7})
    page = signed_in("crm_centre")
    run = jobs.start("work")
    assert "HX-Refresh" not in page.get(reverse("jobs:progress", args=[run.pk])).headers
    queued = page.get(reverse("jobs:run", args=[run.pk])).content.decode()
    assert f'hx-get="{reverse("jobs:run", args=[run.pk])}"' in queued, (
        "what is said of the run goes on with its bar"
    )
    assert 'hx-select-oob="#about-run"' in queued
    assert 'id="about-run"' in queued
    jobs.execute(run.pk)
    assert page.get(reverse("jobs:progress", args=[run.pk])).headers["HX-Refresh"] == "true"
    assert "sheep" in page.get(reverse("jobs:run", args=[run.pk])).content.decode()
    assert page.get(reverse("jobs:list")).status_code == 200


def test_the_step_is_read_in_the_readers_language_whoever_does_the_work(work):
    def handler(run: Run):
        run.progress(step=gettext_lazy("Waiting for a worker."))
        assert JobRun.objects.get().step == "Waiting for a worker."

    work(handler)
    with override("zh-hans"):
        jobs.run_now("work")

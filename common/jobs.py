"""Work that outlasts a request: registered by name, recorded in PostgreSQL, safe to kill at any point.

A handler takes a `Run` and does its work in chunks. Each chunk is one transaction that writes its rows and
ends with `run.checkpoint({...})`; a chunk of a run that somebody else has taken over is rolled back, because
every write about a run names the attempt it belongs to. Celery only carries the hint that there is work:
whatever a lost message missed, `sweep` finds in the database.

    @job("count_sheep", title=_("Count sheep"))
    def count_sheep(run: Run) -> dict:
        for number in range(run.cursor.get("next", 0), 100):
            with transaction.atomic():
                ...
                run.checkpoint({"next": number + 1}, done=number + 1, total=100, step=_("counting"))
        return {"sheep": 100}
"""

import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from common.models import JobRun
from common.models.jobs import FAULT, MAX_ATTEMPTS, SILENT_AFTER

log = structlog.get_logger(__name__)

Status = JobRun.Status
#: Name of the task that executes one run; sent by name, because tasks come after services.
EXECUTE_TASK = "common.tasks.execute_job"


class LostRun(Exception):
    """Somebody else has taken this run over; the current transaction must not commit."""


class UnknownJob(LookupError):
    """No handler is registered under this name."""


@dataclass(frozen=True)
class Job:
    """A registered kind of work.

    `permission` is needed to see its runs ('' for only the person who asked); `result_url` makes the address
    of a finished run's result ('' for none). `labels` names the parts of the result that people see; without
    labels they see all of it.
    """

    name: str
    title: Any
    handler: Callable[["Run"], dict | None]
    permission: str = "common.view_jobrun"
    result_url: Callable[[JobRun], str] | None = None
    labels: Mapping[str, Any] = field(default_factory=dict)


_registry: dict[str, Job] = {}


def job(name: str, *, title, permission: str = "common.view_jobrun", result_url=None, labels=None):
    """Decorator: register `handler(run) -> dict | None` under `name`; the answer is stored as the result."""

    def register(handler):
        _registry[name] = Job(name, title, handler, permission, result_url, labels or {})
        return handler

    return register


def job_named(name: str) -> Job:
    """The registered job; UnknownJob if its module was not loaded or the job no longer exists."""
    try:
        return _registry[name]
    except KeyError:
        raise UnknownJob(name) from None


class Run:
    """What a handler sees of its run: parameters, cursor, and the only way to write about progress.

    Writing raises LostRun once another attempt has begun.
    """

    def __init__(self, record: JobRun):
        self.id: int = record.pk
        self.attempt: int = record.attempt
        self.job: str = record.job
        self.business_date: date | None = record.business_date
        self.params: dict = record.params
        self.cursor: dict = record.cursor
        self.requested_by = record.requested_by

    def progress(
        self,
        *,
        done: int | None = None,
        failed: int | None = None,
        total: int | None = None,
        step=None,
    ) -> None:
        """Say how far it is, and that it lives."""
        self._write(done=done, failed=failed, total=total, step=step)

    def checkpoint(self, cursor: dict, **progress) -> None:
        """Remember `cursor` in the handler's own transaction, together with the rows it stands for."""
        if not connection.in_atomic_block:
            raise RuntimeError("A checkpoint belongs into the transaction of the rows it stands for.")
        self._write(cursor=cursor, **progress)
        self.cursor = cursor

    def _write(self, *, done=None, failed=None, total=None, step=None, **changes) -> None:
        given = {"rows_done": done, "rows_failed": failed, "rows_total": total}
        changes |= {column: value for column, value in given.items() if value is not None}
        if step is not None:
            with translation.override(None):  # as written in the code; each reader's page translates it
                changes["step"] = str(step)[:80]
        if not _own(self).update(heartbeat_at=timezone.now(), **changes):
            raise LostRun(f"Run {self.id} is no longer in the hands of attempt {self.attempt}.")


def _own(run: Run) -> QuerySet[JobRun]:
    return JobRun.objects.filter(pk=run.id, attempt=run.attempt, status=Status.RUNNING)


# --- Asking for work -----------------------------------------------------------------------------------
@transaction.atomic
def start(
    name: str,
    *,
    business_date: date | None = None,
    params: dict | None = None,
    requested_by=None,
    hinted: bool = True,
) -> JobRun:
    """Save a run of job `name` and hint at it after commit (unless the caller does it himself).

    With `business_date` there is one run a night: asked again, the existing one is returned unchanged
    (`restart` repeats it).
    """
    job_named(name)
    fields = {"params": params or {}, "requested_by": requested_by}
    if business_date is None:
        run = JobRun.objects.create(job=name, **fields)
    else:
        run, created = JobRun.objects.get_or_create(job=name, business_date=business_date, defaults=fields)
        if not created:
            return run
    if hinted:
        transaction.on_commit(lambda: hint(run.pk))
    return run


@transaction.atomic
def restart(run: JobRun, *, params: dict | None = None, requested_by=None, hinted: bool = True) -> bool:
    """Do a finished, failed or given-up run again from its beginning; False if it is not over yet.

    The attempt number keeps rising, so a worker still asleep in an older attempt stays fenced off.
    """
    changes = {"requested_by": requested_by} | ({} if params is None else {"params": params})
    again = JobRun.objects.filter(
        pk=run.pk, status__in=[Status.SUCCEEDED, Status.FAILED, Status.POISON]
    ).update(
        status=Status.QUEUED,
        attempts_before=F("attempt"),
        cursor={},
        step="",
        rows_total=None,
        rows_done=0,
        rows_failed=0,
        result={},
        error="",
        created_at=timezone.now(),
        started_at=None,
        heartbeat_at=None,
        finished_at=None,
        **changes,
    )
    run.refresh_from_db()
    if again and hinted:
        transaction.on_commit(lambda: hint(run.pk))
    return bool(again)


def run_now(name: str, *, business_date: date | None = None, params: dict | None = None, requested_by=None):
    """Start and execute in this process, for commands; raises what the handler raised. Returns the JobRun."""
    run = start(name, business_date=business_date, params=params, requested_by=requested_by, hinted=False)
    execute(run.pk, reraise=True)
    run.refresh_from_db()
    return run


def hint(run_id: int) -> None:
    """Tell the workers, without waiting: nobody's page hangs on a frozen Redis, and the sweep needs no hint."""
    send(EXECUTE_TASK, run_id)


def send(task: str, *arguments) -> None:
    """Send a task by its name, without waiting. It may get lost: whoever sends it does without it as well."""

    def deliver():
        try:
            current_app.send_task(task, list(arguments), retry=False, expires=3600)
        # Whatever is wrong with the broker, the database knows what there is to do.
        except Exception as error:
            log.warning("job_hint_lost", task=task, arguments=arguments, error=type(error).__name__)

    threading.Thread(target=deliver, daemon=True, name=f"hint-{task}").start()


# --- Doing it ------------------------------------------------------------------------------------------
def execute(run_id: int, *, reraise: bool = False) -> JobRun | None:
    """Claim the run and do it; None if there was nothing to claim (done, or alive in other hands).

    Safe to repeat: a claim is one UPDATE that only one caller wins. What goes wrong is recorded; an
    unexpected failure is tried again, at most MAX_ATTEMPTS times in all, a HotelError is not.
    """
    record = _claim(run_id)
    if record is None:
        return None
    run = Run(record)
    with structlog.contextvars.bound_contextvars(job=run.job, run=run.id, attempt=run.attempt):
        try:
            result = job_named(run.job).handler(run) or {}
        except LostRun:
            log.warning("job_lost")
            return None
        except Exception as error:
            _record_failure(run, record, error, final=reraise)
            if reraise:
                raise
            return record
        _own(run).update(
            status=Status.SUCCEEDED,
            result=result,
            error="",
            finished_at=timezone.now(),
            heartbeat_at=timezone.now(),
        )
        log.info("job_done", result=result)
    record.refresh_from_db()
    return record


def _claim(run_id: int) -> JobRun | None:
    """The run in our hands under a new attempt number, or None."""
    now = timezone.now()
    free = JobRun.objects.filter(_free(now), pk=run_id)
    if free.filter(attempt__gte=F("attempts_before") + MAX_ATTEMPTS).update(
        status=Status.POISON,
        error=_("Died %(n)s times without a word; somebody must look at it.") % {"n": MAX_ATTEMPTS},
        finished_at=now,
    ):
        log.error("job_poison", run=run_id)
        return None
    with transaction.atomic():
        record = free.select_for_update(skip_locked=True).first()
        if record is None:
            return None
        record.status = Status.RUNNING
        record.attempt += 1
        record.started_at = record.started_at or now
        record.heartbeat_at = now
        record.save(update_fields=["status", "attempt", "started_at", "heartbeat_at"])
    return record


def _free(now: datetime) -> Q:
    """Waiting, or claimed by somebody who has fallen silent."""
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - SILENT_AFTER)
    return Q(status=Status.QUEUED) | (Q(status=Status.RUNNING) & silent)


def _record_failure(run: Run, record: JobRun, error: Exception, *, final: bool) -> None:
    told = isinstance(error, HotelError)
    text = (str(error) if told else "".join(traceback.format_exception_only(error)).strip())[:4000]
    last = final or told or run.attempt >= record.attempts_before + MAX_ATTEMPTS
    log.error("job_failed", error=text, again=not last, exc_info=not told)
    _own(run).update(
        status=Status.FAILED if last else Status.QUEUED,
        error=text if told else "",
        result={} if told else {FAULT: text},
        finished_at=timezone.now() if last else None,
    )
    record.refresh_from_db()


def title_of(run: JobRun) -> str:
    """What the run is called where people read of it; the bare name of a job that no longer exists."""
    try:
        return str(job_named(run.job).title)
    except UnknownJob:
        return run.job


def why_failed(run: JobRun) -> str:
    """What people are told: a refusal in its own words, a fault in the program by what it means for them; else ''."""
    if not run.fault:
        return run.error
    if run.has_failed:
        words = _(
            "“%(work)s” broke off at a fault in the program, not at anything you entered. Steps that were finished "
            "are kept, nothing is half-written. Please tell the CRM centre: run %(number)s."
        )
    else:
        words = _(
            "“%(work)s” broke off at a fault in the program. Nothing is half-written; it is tried again by itself "
            "(run %(number)s)."
        )
    return words % {"work": title_of(run), "number": run.pk}


# --- Repairing what was lost ---------------------------------------------------------------------------
def due_runs(now: datetime, *, waiting: timedelta = timedelta(0)) -> list[int]:
    """Ids of runs that nobody has taken for `waiting`, or whose worker has fallen silent; oldest first."""
    untouched = Q(status=Status.RUNNING) | Q(created_at__lte=now - waiting)
    return list(
        JobRun.objects.filter(_free(now) & untouched).order_by("created_at").values_list("pk", flat=True)
    )


def sweep(now: datetime) -> int:
    """Hint again at everything that waits; returns how many. Safe to repeat: claiming is exclusive."""
    waiting = due_runs(now, waiting=timedelta(seconds=30))
    for run_id in waiting:
        hint(run_id)
    return len(waiting)


def execute_abandoned(now: datetime, *, waiting: timedelta) -> int:
    """Do here, one after the other, what no worker has taken for `waiting`; returns how many were done."""
    return sum(execute(run_id) is not None for run_id in due_runs(now, waiting=waiting))

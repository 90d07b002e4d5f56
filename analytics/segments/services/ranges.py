"""The night's work over all guests, shared out in ranges that any number of workers do, on any machine.

A worker claims a range by locking its row and does it in that same transaction: what it wrote and the note that
the range is done are there together or not at all. Dies it, the lock goes with it, and another one does the
range. Nothing depends on who did which, so that the rows come out the same whatever the number of workers.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.utils import timezone

from analytics.segments.models import NightRange
from analytics.value.services.computing import CHUNK, quick_session
from common import jobs
from common.jobs import Run

#: Sent by name, because tasks come after services.
HELP_TASK = "analytics.segments.tasks.help_with_ranges"
#: Between two looks at ranges that others are doing.
PAUSE = 0.2
#: A worker that has gone without a word keeps its range for so long.
GONE_AFTER = "60s"

#: `work(key, after, upto)` writes what belongs to the guests of (after, upto] and answers with the number of rows.
Work = Callable[[int, int, int], int]
_work: dict[str, Work] = {}


def register_work(task: str, work: Work) -> None:
    """Called once the apps are ready; `task` names the work in every worker."""
    _work[task] = work


def share_out(task: str, key: int, *, size: int = CHUNK) -> int:
    """Note the ranges of all guests, `size` of them in each, in the caller's transaction; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO segments_nightrange (task, key, after, upto)
            SELECT %(task)s, %(key)s, coalesce(lag(upto) OVER (ORDER BY upto), 0), upto
            FROM (
                SELECT max(id) AS upto
                FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part FROM guests_guest) numbered
                GROUP BY part
            ) parts
            """,
            {"task": task, "key": key, "size": size},
        )
        return cursor.rowcount


def do_one(task: str, key: int) -> bool:
    """Do one range that nobody else is doing; False if there is none."""
    with quick_session():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{GONE_AFTER}'")
        part = _open(task, key).select_for_update(skip_locked=True).order_by("after").first()
        if part is None:
            return False
        part.rows = _work[task](key, part.after, part.upto)
        part.done_at = timezone.now()
        part.save(update_fields=["rows", "done_at"])
    return True


def do_all(job: Run, task: str, key: int) -> int:
    """Do what is left of `key`, with the help of whoever comes; returns the rows of all ranges.

    Without helpers, or when they have all died, it is done here alone.
    """
    for _helper in range(min(settings.NIGHT_HELPERS, _open(task, key).count() - 1)):
        jobs.send(HELP_TASK, task, key)
    while True:
        while do_one(task, key):
            job.progress(done=_rows(task, key))
        if not _open(task, key).exists():
            return _rows(task, key)
        job.progress()
        time.sleep(PAUSE)


def help_out(task: str, key: int) -> int:
    """Do ranges until none is left that nobody is doing; returns how many."""
    done = 0
    while do_one(task, key):
        done += 1
    return done


def forget_ranges(task: str, *, before: int) -> None:
    """Of runs before `before` nothing is left to be done."""
    NightRange.objects.filter(task=task, key__lt=before).delete()


def _open(task: str, key: int):
    return NightRange.objects.filter(task=task, key=key, done_at=None)


def _rows(task: str, key: int) -> int:
    return sum(NightRange.objects.filter(task=task, key=key, rows__gt=0).values_list("rows", flat=True))

"""The night's work over many rows, shared out in ranges of keys that any number of workers do, on any machine.

A worker claims a range by locking its row and does it in that same transaction: what it wrote and the note that
the range is done are there together or not at all. Dies it, the lock goes with it, and another one does the
range. Nothing depends on who did which, so that the rows come out the same whatever the number of workers.
"""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from common import jobs
from common.models import NightRange
from common.quick import quick_session

#: Sent by name, because tasks come after services.
HELP_TASK = "common.tasks.help_with_ranges"
#: Between two looks at ranges that others are doing.
PAUSE = 0.2
#: A worker that has gone without a word keeps its range for so long.
GONE_AFTER = "60s"
#: Ranges of past nights say for so long who did what.
KEPT = timedelta(days=7)

#: Writes what belongs to the keys of the range, as often as it is asked, and answers with the number of rows.
Work = Callable[[NightRange], int]
_work: dict[str, Work] = {}


def register_work(task: str, work: Work) -> None:
    """Called once the apps are ready; `task` names the work in every worker."""
    _work[task] = work


def share_out(task: str, key: int, ranges: Iterable[tuple[int, int]], **given) -> None:
    """Note the ranges (after, upto], in the caller's transaction; work reads `given` (JSON) from each.

    Those of an earlier try are forgotten; one that somebody is still doing is waited for.
    """
    is_over = Q(key=key) | Q(made_at__lt=timezone.now() - KEPT)
    NightRange.objects.filter(is_over, task=task).delete()
    NightRange.objects.bulk_create(
        NightRange(task=task, key=key, after=after, upto=upto, given=given) for after, upto in ranges
    )


def do_one(task: str, key: int) -> bool:
    """Do one range that nobody else is doing; False if there is none."""
    with quick_session():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{GONE_AFTER}'")
        part = _open(task, key).select_for_update(skip_locked=True).order_by("after").first()
        if part is None:
            return False
        part.rows = _work[task](part)
        part.done_at = timezone.now()
        part.save(update_fields=["rows", "done_at"])
    return True


def do_all(task: str, key: int, *, told: Callable[[int], object]) -> int:
    """Do what is left of `key`, with the help of whoever comes; returns the rows of all ranges.

    Without helpers, or when they have all died, it is done here alone. `told` hears how many rows there are, the
    last time when all is done; it raises where the work is in other hands by now.
    """
    for _helper in range(min(settings.NIGHT_HELPERS, _open(task, key).count() - 1)):
        jobs.send(HELP_TASK, task, key)
    while True:
        while do_one(task, key):
            told(rows_of(task, key))
        is_done = not _open(task, key).exists()
        rows = rows_of(task, key)
        told(rows)
        if is_done:
            return rows
        time.sleep(PAUSE)


def help_out(task: str, key: int) -> int:
    """Do ranges until none is left that nobody is doing; returns how many."""
    done = 0
    while do_one(task, key):
        done += 1
    return done


def rows_of(task: str, key: int) -> int:
    """What the ranges that are done have come to."""
    return NightRange.objects.filter(task=task, key=key).aggregate(done=Sum("rows"))["done"] or 0


def _open(task: str, key: int):
    return NightRange.objects.filter(task=task, key=key, done_at=None)

"""The guest classes, written every night by SQL alone, in ranges that any number of workers do."""

from datetime import date

from django.db import connection, transaction
from django.db.models import F

from common.jobs import Run
from common.models import NightRange
from common.shares import do_all, share_out
from guests.selectors.ranges import id_ranges
from loyalty.choices import Ladder
from loyalty.models import ClassChange
from loyalty.selectors.rules import rules_on
from loyalty.statements import FORGET_CLASSES, write_classes

#: Name of this work among the ranges, and of its part of the job's cursor.
TASK = "guest_classes"


def classify(job: Run, *, on: date) -> None:
    """The class of every guest by his stays that ended by `on`; repeating it changes nothing."""
    if TASK not in job.cursor:
        with transaction.atomic():
            share_out(TASK, job.id, id_ranges(), on=on.isoformat())
            job.checkpoint({**job.cursor, TASK: True})
    do_all(TASK, job.id, told=lambda _rows: job.progress())
    with connection.cursor() as cursor:
        cursor.execute(FORGET_CLASSES)
    ClassChange.objects.filter(day=on, was=F("now")).delete()


def classify_range(part: NightRange) -> int:
    """The classes of the range's guests, in the caller's transaction; how many rows differ from before."""
    on = date.fromisoformat(part.given["on"])
    rules = rules_on(Ladder.GUEST_CLASS, on, [])
    sql, values = write_classes(rules, after=part.after, upto=part.upto, on=on)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount

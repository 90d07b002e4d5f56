"""The night's step: every guest into his segment by the published tree.

judge (ranges, any number of workers) → write what differs, count, in one transaction: readers see the segments of
one night by one version, before it or after it. A killed night goes on with the ranges that are not done.
"""

from datetime import date, datetime

import structlog
from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from analytics.segments import segment_statements
from analytics.segments.models import AttributeRun, SegmentMembership, SegmentMove, SegmentNight, TreeVersion
from analytics.segments.selectors.trees import published
from analytics.segments.stored_trees import read
from common.jobs import Run
from common.models import NightRange
from common.quick import quick_session
from common.shares import do_all, share_out
from guests.selectors.ranges import id_ranges

log = structlog.get_logger(__name__)
#: Name of this work among the ranges, and of its part of the job's cursor: the version that judges, None
#: once all is written.
TASK = "segments"


def classify(job: Run, *, on: date, now: datetime) -> SegmentNight | None:
    """Put everybody who has stayed into his segment as of the end of business date `on`; None while no tree is
    published, no attributes are derived, or a later night was done already. Repeated it comes to the same."""
    publication = published()
    if publication is None or not AttributeRun.objects.filter(is_current=True).exists():
        return None
    if SegmentNight.objects.filter(business_date__gt=on).exists():
        log.info("segments_of_a_past_night", on=str(on))
        return None
    job.progress(step=_("putting guests into segments"))
    if TASK not in job.cursor:
        _begin(job, publication.version, on)
    if job.cursor[TASK] is None:
        return SegmentNight.objects.get(business_date=on)
    do_all(TASK, job.id, told=lambda _rows: job.progress())
    return _write(job, TreeVersion.objects.get(pk=job.cursor[TASK]), on=on, now=now)


def judge_range(part: NightRange) -> int:
    """Note the range's guests whose rows are to be written, in the caller's transaction; how many."""
    version = TreeVersion.objects.get(pk=part.given["version"])
    tree = read(version.document)
    with connection.cursor() as cursor:
        cursor.execute(
            segment_statements.judge(tree, part.key),
            {
                "on": date.fromisoformat(part.given["on"]),
                "version": version.pk,
                "answers": [node.answer for node in tree.nodes],
                "after": part.after,
                "upto": part.upto,
            },
        )
        return cursor.rowcount


def _begin(job: Run, version: TreeVersion, on: date) -> None:
    with quick_session(), connection.cursor() as cursor:
        share_out(TASK, job.id, id_ranges(), on=on.isoformat(), version=version.pk)
        _drop_left_over(cursor)
        cursor.execute(segment_statements.create_table(job.id))
        job.checkpoint({**job.cursor, TASK: version.pk})


def _drop_left_over(cursor) -> None:
    """What nights have judged that were given up, or are done again from their beginning."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ %s", [f"^{segment_statements.JUDGED}"]
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f"DROP TABLE {table}")


def _write(job: Run, version: TreeVersion, *, on: date, now: datetime) -> SegmentNight:
    with quick_session(), connection.cursor() as cursor:
        job.checkpoint({**job.cursor, TASK: None})  # first: it keeps out whoever has lost the run
        for statement in segment_statements.write(job.id):
            cursor.execute(statement, {"on": on, "version": version.pk})
        return _sum_up(version, on=on, now=now)


def _sum_up(version: TreeVersion, *, on: date, now: datetime) -> SegmentNight:
    counts = dict(
        SegmentMembership.objects.values_list("segment").annotate(n=Count("pk")).order_by("segment")
    )
    moves = SegmentMove.objects.filter(day=on).values_list("was", "now").annotate(n=Count("pk"))
    night, _created = SegmentNight.objects.update_or_create(
        business_date=on,
        defaults={
            "finished_at": now,
            "version": version,
            "guests": sum(counts.values()),
            "counts": counts,
            "moves": [list(row) for row in moves.order_by("was", "now")],
        },
    )
    return night

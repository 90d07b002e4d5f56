"""The night's step: every guest into his segment by the published tree."""

from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from analytics.segments import segment_statements
from analytics.segments.models import AttributeRun, SegmentMembership, SegmentMove, SegmentNight, TreeVersion
from analytics.segments.selectors.trees import published
from analytics.segments.stored_trees import read
from analytics.value.services.computing import quick_session
from common.jobs import Run

log = structlog.get_logger(__name__)


def classify(run: Run | None, *, on: date, now: datetime) -> SegmentNight | None:
    """Put everybody who has stayed into his segment as of the end of business date `on`; None while no tree is
    published, no attributes are derived, or a later night was done already. Repeated it comes to the same."""
    publication = published()
    if publication is None or not AttributeRun.objects.filter(is_current=True).exists():
        return None
    if SegmentNight.objects.filter(business_date__gt=on).exists():
        log.info("segments_of_a_past_night", on=str(on))
        return None
    if run is not None:
        run.progress(step=_("putting guests into segments"))
    with transaction.atomic(), quick_session():
        _write(publication.version, on)
        return _sum_up(publication.version, on=on, now=now)


def _write(version: TreeVersion, on: date) -> None:
    tree = read(version.document)
    with connection.cursor() as cursor:
        cursor.execute(
            segment_statements.write(tree),
            {
                "on": on,
                "version": version.pk,
                "answers": [node.answer for node in tree.nodes],
            },
        )


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

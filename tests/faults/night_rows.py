"""What a night on committed data comes to, and what it leaves behind."""

from django.db import connection
from django.utils import timezone

from analytics.segments import statements
from analytics.segments.models import AttributeRun, SegmentMembership, SegmentMove, SegmentNight
from analytics.segments.services.questions import publish
from analytics.value.models import ValueRun
from loyalty.models import ClassChange, ServiceClass
from tests.analytics.segments.described import DOCUMENT, tree_version
from tests.analytics.value.night import AS_OF, rows_of
from tests.analytics.value.test_night import tables

#: Who came once is a diner, the others are of small means.
ROOT = {"counts": [1, 1, 0], "answer": 1, "asks": "stays", "gains": {"stays": 0.9}}
TREE = DOCUMENT | {
    "root": ROOT
    | {
        "branches": [[["first"], {"counts": [1, 0, 0], "answer": 0}]],
        "other": {"counts": [0, 1, 0], "answer": 1},
    }
}


def publish_a_tree() -> None:
    version = tree_version(document=TREE, attributes=["stays"])
    publish(version=version, by="manager", now=timezone.now())


def found() -> dict[str, list]:
    """What guests are said to be, and what changed in the night."""
    attributes = AttributeRun.objects.get(is_current=True)
    columns = ", ".join(("guest_id", *statements.COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {statements.partition(attributes.pk)} ORDER BY guest_id")
        described = cursor.fetchall()
    night = SegmentNight.objects.get(business_date=AS_OF)
    return {
        "values": rows_of(ValueRun.objects.get(is_current=True)),
        "attributes": described,
        "segments": list(SegmentMembership.objects.order_by("pk").values_list()),
        "moves": list(SegmentMove.objects.order_by("guest").values_list("guest", "day", "was", "now")),
        "counted": [night.guests, night.counts, night.moves],
        "classes": list(ServiceClass.objects.order_by("pk").values_list()),
        "changes": list(ClassChange.objects.order_by("guest").values_list("guest", "day", "was", "now")),
    }


def drop_parts() -> None:
    """The parts of the histories are beyond Django's emptying of tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^segments_attributerow_'"
        )
        for table in [*tables(), *(name for (name,) in cursor.fetchall())]:
            cursor.execute(f"DROP TABLE {table}")

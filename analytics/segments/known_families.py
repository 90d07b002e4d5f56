"""The families of the house: classes of value, states of the life-cycle, the behaviour segments, and live filters."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.choices import State
from analytics.life_cycle.models import LifeCycleNight
from analytics.segments import families
from analytics.segments.choices import SCHEME, SEGMENT_IS
from analytics.segments.default_scheme import SEGMENTS
from analytics.segments.families import Family, Segment
from analytics.segments.models import FilterNight, FilterSegment, SegmentNight
from analytics.value.choices import ValueClass
from analytics.value.models import ValueRun
from analytics.value.selectors.overview import advice
from guests.query.document import Document, Term, parse

#: The family of the segments by filter; their keys are theirs in the database.
FILTER = "filter"
#: Nights that a trend shows.
NIGHTS = 90
#: Guests by segment of each night, oldest first.
Nights = Sequence[tuple[date, Mapping[str, int]]]


def register_all() -> None:
    families.register(Family("value", _("Classes of value"), "value.view_guestvalue", _classes))
    families.register(Family("life", _("Life-cycle"), "life_cycle.view_guestlifecycle", _states))
    families.register(Family(SCHEME, _("Behaviour segments"), "segments.view_segmentmembership", _scheme))
    families.register(Family(FILTER, _("Live filters"), "segments.view_filtersegment", _filters))


def _where(condition: str, value: str) -> Document:
    return Document(parts=(Term(condition, "any_of", [value]),))


def _classes() -> list[Segment]:
    told = advice()
    nights = _kept(_sizes_of_classes)
    return [
        Segment(
            "value",
            key,
            label,
            _where("value.class", key),
            _trend(nights, key),
            advice=told.get(key, ""),
        )
        for key, label in ValueClass.choices
    ]


def _sizes_of_classes() -> Nights:
    runs = ValueRun.objects.filter(status=ValueRun.Status.COMPLETE).order_by("-business_date")
    found = runs.values_list("business_date", "summary__classes")[:NIGHTS]
    return [
        (on, {key: row["guests"] for key, row in (classes or {}).items()}) for on, classes in reversed(found)
    ]


def _states() -> list[Segment]:
    nights = _kept(lambda: _counted(LifeCycleNight))
    return [
        Segment("life", key, label, _where("life_cycle.state", key), _trend(nights, key))
        for key, label in State.choices
    ]


def _scheme() -> list[Segment]:
    nights = _kept(lambda: _counted(SegmentNight))
    return [
        Segment(
            SCHEME,
            each.key,
            each.name,
            _where(SEGMENT_IS, each.key),
            _trend(nights, each.key),
            about=each.who,
        )
        for each in SEGMENTS
    ]


def _counted(nights) -> Nights:
    """The nights of a model that keeps `counts`."""
    found = nights.objects.order_by("-business_date").values_list("business_date", "counts")[:NIGHTS]
    return list(reversed(found))


def _filters() -> list[Segment]:
    nights = _kept(_sizes_of_filters)
    return [
        Segment(
            FILTER,
            str(segment.pk),
            segment.name,
            parse(segment.document),
            _trend(nights, str(segment.pk)),
            about=segment.note,
        )
        for segment in FilterSegment.objects.all()
    ]


def _sizes_of_filters() -> Nights:
    newest = FilterNight.objects.order_by("-business_date").values_list("business_date", flat=True).first()
    if newest is None:
        return []
    found = FilterNight.objects.filter(problem="", business_date__gt=newest - timedelta(days=NIGHTS))
    nights: dict[date, dict[str, int]] = {}
    for on, segment, guests in found.order_by("business_date").values_list(
        "business_date", "segment_id", "guests"
    ):
        nights.setdefault(on, {})[str(segment)] = guests
    return list(nights.items())


def _kept(read: Callable[[], Nights]) -> Callable[[], Nights]:
    """`read`, asked once for all segments of a family, and not before one of them is."""
    return cache(read)


def _trend(nights: Callable[[], Nights], key: str) -> Callable[[], Sequence[tuple[date, int]]]:
    """The nights in which the segment `key` was counted; in one that kept no count of it there was nobody."""
    return lambda: [(on, sizes.get(key, 0)) for on, sizes in nights()]

from analytics.segments.models.attributes import (
    AttributeRow,
    AttributeRun,
    BandVersion,
    GuestAttributes,
)
from analytics.segments.models.filters import FilterMember, FilterMove, FilterNight, FilterSegment
from analytics.segments.models.labels import SampledGuest, SegmentLabel, TrainingSample
from analytics.segments.models.memberships import SegmentMembership, SegmentMove, SegmentNight
from analytics.segments.models.treatments import TreatedGuest, Treatment
from analytics.segments.models.trees import Publication, Question, TreeVersion

__all__ = [
    "AttributeRow",
    "AttributeRun",
    "BandVersion",
    "FilterMember",
    "FilterMove",
    "FilterNight",
    "FilterSegment",
    "GuestAttributes",
    "Publication",
    "Question",
    "SampledGuest",
    "SegmentLabel",
    "SegmentMembership",
    "SegmentMove",
    "SegmentNight",
    "TrainingSample",
    "TreatedGuest",
    "Treatment",
    "TreeVersion",
]

"""What of the attributes and segments hangs on a guest; see `guests.ties`."""

from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.models import (
    AttributeRow,
    AttributeRun,
    BandVersion,
    FilterMember,
    FilterMove,
    FilterNight,
    FilterSegment,
    GuestAttributes,
    Publication,
    Question,
    SampledGuest,
    SegmentLabel,
    SegmentMembership,
    SegmentMove,
    SegmentNight,
    TrainingSample,
    TreatedGuest,
    Treatment,
    TreeVersion,
)
from guests.privacy.places import register_impersonal, register_sweep
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            AttributeRow,
            merge=Merge.KEEP,
            is_derived=True,
            why="a night's attributes stay as they were derived; the next night describes the united file",
        ),
        Tie(
            GuestAttributes,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=tuple(attribute.key for attribute in ATTRIBUTES),
            is_derived=True,
            why="a view of the rows above: they go, and it shows nothing of him",
        ),
    )
    register(
        Tie(
            FilterMember,
            merge=Merge.KEEP,
            export=("segment", "since"),
            is_derived=True,
            why="the next night looks for the united file and drops the old one",
        ),
        Tie(
            FilterMove,
            merge=Merge.KEEP,
            export=("segment", "day", "entered", "because"),
            is_derived=True,
            why="what a night found of the old file stays with it, should the merge be taken back",
        ),
    )
    register_sweep(FilterSegment, "name", "note")
    register_impersonal("questions to all guests, and sums over them", FilterNight, FilterMember, FilterMove)
    register_impersonal("settings, sums over all guests, and the division of the night's work", AttributeRun)
    register_impersonal("settings of the hotel", BandVersion)
    register(
        Tie(
            SampledGuest,
            merge=Merge.KEEP,
            export=("values", "proposed"),
            why="what a tree learnt from stays as those who labelled it saw it",
        ),
        Tie(
            SegmentLabel,
            "sampled__guest",
            merge=Merge.KEEP,
            export=("segment", "labelled_at"),
            why="goes with the guest of the sample",
        ),
        Tie(
            SegmentMembership,
            merge=Merge.KEEP,
            export=("segment", "since", "previous"),
            is_derived=True,
            why="the next night classes the united file and forgets the row of the old one",
        ),
        Tie(
            SegmentMove,
            merge=Merge.KEEP,
            export=("day", "was", "now"),
            is_derived=True,
            why="what a night found of the old file stays with it, should the merge be taken back",
        ),
    )
    register(
        Tie(
            TreatedGuest,
            merge=Merge.UNITE,
            same_by=("treatment_id",),
            export=("treatment", "is_treated", "codes"),
            why="his later stays are those of the united file, and count for what was done for him",
        ),
    )
    register_sweep(Treatment, "name", "what")
    register_impersonal("codes of attributes", TreatedGuest)
    register_impersonal(
        "settings, and sums over many guests", TrainingSample, SegmentNight, Publication, TreeVersion
    )
    register_impersonal("what is asked of all guests, in the words of the hotel", Question)
    register_impersonal("goes with the guest of the sample", SampledGuest, SegmentLabel)
    register_impersonal("keys of segments", SegmentMembership, SegmentMove)

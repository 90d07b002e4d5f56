"""Who is in which segment, and since when."""

from dataclasses import dataclass

from django.db.models import QuerySet

from analytics.segments.default_scheme import BY_SEGMENT, SEGMENTS, STAYED, Segment
from analytics.segments.models import (
    GuestAttributes,
    SegmentMembership,
    SegmentMove,
    SegmentNight,
)
from analytics.segments.sentences import rule_words
from analytics.segments.stored_trees import read
from analytics.segments.tree_statements import conditions_as_q
from guests.models import Guest

NIGHTS_SHOWN = 60


@dataclass(frozen=True)
class SegmentRow:
    """A segment with its guests; `change` against the night before (None: there is none)."""

    segment: Segment
    guests: int
    share: float
    change: int | None


@dataclass(frozen=True)
class WhyThere:
    """The guest's segment, the rule that put him there in words, and how it did on the guests it was learnt from."""

    membership: SegmentMembership
    segment: Segment | None
    previous: Segment | None
    rule: str
    support: int
    share: float
    moves: list[tuple[SegmentMove, Segment | None, Segment | None]]


def described() -> QuerySet:
    """Ids of the guests whom the scheme describes, in the shown night: who has completed a stay."""
    return GuestAttributes.objects.filter(conditions_as_q((STAYED,))).values("guest_id")


def nights() -> list[SegmentNight]:
    """The newest ones, newest first."""
    return list(SegmentNight.objects.select_related("version")[:NIGHTS_SHOWN])


def segment_rows(shown: list[SegmentNight]) -> list[SegmentRow]:
    """Every segment of the scheme as of the newest of `shown` (newest first)."""
    newest = shown[0]
    before = shown[1].counts if len(shown) > 1 else None
    return [
        SegmentRow(
            segment,
            guests := newest.counts.get(segment.key, 0),
            guests / newest.guests if newest.guests else 0.0,
            None if before is None else guests - before.get(segment.key, 0),
        )
        for segment in SEGMENTS
    ]


def membership_of(guest: Guest) -> SegmentMembership | None:
    """Without the tree that put him there. One query."""
    return SegmentMembership.objects.filter(guest=guest).first()


def why_there(guest: Guest) -> WhyThere | None:
    """None while no night has put him anywhere. Two queries."""
    membership = SegmentMembership.objects.filter(guest=guest).select_related("version").first()
    if membership is None:
        return None
    segment = BY_SEGMENT.get(membership.segment)
    leaf = read(membership.version.document).nodes[membership.leaf]
    return WhyThere(
        membership=membership,
        segment=segment,
        previous=BY_SEGMENT.get(membership.previous),
        rule=rule_words(leaf.conditions, str(segment.name) if segment else membership.segment),
        support=leaf.support,
        share=leaf.share,
        moves=[
            (move, BY_SEGMENT.get(move.was), BY_SEGMENT.get(move.now))
            for move in SegmentMove.objects.filter(guest=guest).order_by("-day")[:10]
        ],
    )


def segments_of(guests) -> dict[int, str]:
    """Key of the segment by guest id, of those of `guests` who are in one. One query."""
    members = SegmentMembership.objects.filter(guest__in=guests)
    return dict(members.values_list("guest_id", "segment"))

"""Segments by filter as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from analytics.segments.attributes import BY_KEY
from analytics.segments.models import FilterMove, FilterNight, FilterSegment
from common.wording import listed
from guests.query.document import Document, parse
from guests.query.registry import condition_named, may_ask
from guests.query.words import in_words


@dataclass(frozen=True)
class FilterRow:
    """A segment with its last night (None: not yet)."""

    segment: FilterSegment
    words: str
    night: FilterNight | None


def may_see(user, document: Document) -> bool:
    """Whether `user` may ask everything that the query asks."""
    conditions = (condition_named(term.key) for term in document.terms())
    return all(condition is None or may_ask(user, condition) for condition in conditions)


def segments_for(user) -> list[FilterSegment]:
    """The segments whose query this person may ask."""
    return [segment for segment in FilterSegment.objects.all() if may_see(user, parse(segment.document))]


def rows_of(segments: Iterable[FilterSegment]) -> list[FilterRow]:
    segments = list(segments)
    newest = (
        FilterNight.objects.filter(segment=OuterRef("segment")).order_by("-business_date").values("pk")[:1]
    )
    nights = {
        night.segment_id: night
        for night in FilterNight.objects.filter(segment__in=segments, pk=Subquery(newest))
    }
    return [
        FilterRow(segment, in_words(parse(segment.document)), nights.get(segment.pk)) for segment in segments
    ]


def reason_words(move: FilterMove) -> str:
    """Why he entered or left, in words: the attributes of the query that changed, or what else it asks for."""
    if move.is_new:
        return _("new file") if move.entered else _("no longer a file of its own")
    if move.because:
        return "; ".join(
            _("%(attribute)s: %(before)s → %(after)s")
            % {
                "attribute": BY_KEY[key].title,
                "before": BY_KEY[key].title_of(before),
                "after": BY_KEY[key].title_of(after),
            }
            for key, before, after in move.because
            if key in BY_KEY
        )
    others = [
        str(condition.label)
        for term in parse(move.segment.document).terms()
        if not term.key.startswith("attr.") and (condition := condition_named(term.key))
    ]
    return _("another condition: %(labels)s") % {"labels": listed(others)} if others else _("unknown")

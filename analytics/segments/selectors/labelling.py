"""How far the labelling is, and who is next."""

from dataclasses import dataclass
from datetime import date
from random import Random

from django.db.models import Count, Q, QuerySet

from analytics.segments.attributes import ATTRIBUTES, BY_KEY, FAMILIES, Words
from analytics.segments.clusters import Telling
from analytics.segments.default_scheme import BY_SEGMENT, RULES, SEGMENTS, Segment
from analytics.segments.models import SampledGuest, SegmentLabel, TrainingSample
from analytics.segments.selectors.attributes import UNKNOWN_KEY, guests_url
from analytics.segments.selectors.trees import standing_labels
from analytics.segments.sentences import condition_words, conditions_words
from analytics.segments.stored_trees import Condition

#: Two colleagues hardly ever get the same guest: each is given one of the next few.
OF_THE_NEXT = 15


@dataclass(frozen=True)
class Card:
    """What somebody sees who labels a guest: attributes by family, [(family, [(attribute, value, is unknown)])]."""

    member: SampledGuest
    families: list[tuple[Words, list[tuple[Words, Words, bool]]]]
    proposed: Segment | None
    reason: str
    chosen: str
    standing: SegmentLabel | None


@dataclass(frozen=True)
class Standing:
    """Of the newest sample; `by_people` [(who, labels, today)]; `by_rule` were taken over from the rules; `agreed`
    is the share of people's labels that are what the rules proposed (None: there are none)."""

    sample: TrainingSample
    labelled: int
    by_rule: int
    by_people: list[tuple[str, int, int]]
    agreed: float | None
    of_segments: list[tuple[Segment, int, int]]

    @property
    def waiting(self) -> int:
        return self.sample.size - self.labelled


@dataclass(frozen=True)
class Profile:
    """`telling`: [(words, address of the guests of whom they are true today, share of the cluster, of all)]."""

    number: int
    guests: int
    share: float
    telling: list[tuple[str, str, float, float]]


def newest_sample() -> TrainingSample | None:
    return TrainingSample.objects.first()


def next_member(*, but_not: list[int], chance: Random) -> SampledGuest | None:
    """One of the next guests of the newest sample who wait for a label; None when all are labelled."""
    sample = newest_sample()
    if sample is None:
        return None
    waiting = _waiting(sample).exclude(pk__in=but_not).select_related("guest").order_by("position")
    few = list(waiting[:OF_THE_NEXT])
    return chance.choice(few) if few else None


def _waiting(sample: TrainingSample) -> QuerySet[SampledGuest]:
    done = standing_labels().filter(sampled__sample=sample).values("sampled")
    return sample.members.exclude(pk__in=done).filter(guest__erased_at=None)


def member_named(pk: int) -> SampledGuest | None:
    return SampledGuest.objects.select_related("guest").filter(pk=pk).first()


def card_of(member: SampledGuest) -> Card:
    """One query: his standing label."""
    standing = standing_labels().filter(sampled=member).first()
    return Card(
        member=member,
        families=[
            (title, [_row(attribute.key, member) for attribute in ATTRIBUTES if attribute.family == family])
            for family, title in FAMILIES.items()
        ],
        proposed=BY_SEGMENT.get(member.proposed),
        reason=conditions_words(RULES[member.rule].conditions) if member.rule is not None else "",
        chosen=standing.segment if standing else member.proposed,
        standing=standing,
    )


def _row(key: str, member: SampledGuest) -> tuple[Words, Words, bool]:
    value = member.values.get(key)
    attribute = BY_KEY[key]
    code = attribute.code(value) if value is not None else None
    return attribute.title, attribute.title_of(code), code is None


def standing(*, today: date) -> Standing | None:
    """How far the newest sample is; None while none was drawn. Three queries."""
    sample = newest_sample()
    if sample is None:
        return None
    labels = standing_labels().filter(sampled__sample=sample)
    people = labels.filter(by_rule=False).values_list("labelled_by")
    counted = people.annotate(n=Count("pk"), now=Count("pk", filter=Q(labelled_at__date=today)))
    by_segment = labels.values_list("segment").annotate(
        n=Count("pk"), people=Count("pk", filter=Q(by_rule=False))
    )
    found = {segment: (n, by_people) for segment, n, by_people in by_segment.order_by()}
    from_people = {
        pair[0]: pair[1] for pair in labels.filter(by_rule=False).values_list("sampled", "segment")
    }
    proposals = dict(sample.members.filter(pk__in=from_people).values_list("pk", "proposed"))
    same = sum(proposals[pk] == segment for pk, segment in from_people.items())
    labelled = sum(n for n, _people in found.values())
    return Standing(
        sample=sample,
        labelled=labelled,
        by_rule=labelled - len(from_people),
        by_people=sorted(counted.order_by(), key=lambda row: -row[1]),
        agreed=same / len(from_people) if from_people else None,
        of_segments=[(each, *found.get(each.key, (0, 0))) for each in SEGMENTS],
    )


def profiles_of(sample: TrainingSample) -> list[Profile]:
    """The clusters in words: where each differs most from all guests."""
    return [
        Profile(
            number=at + 1,
            guests=sample.sizes[at],
            share=sample.sizes[at] / sample.guests,
            telling=[_telling(Telling(**kept)) for kept in profile],
        )
        for at, profile in enumerate(sample.profiles)
    ]


def _telling(telling: Telling) -> tuple[str, str, float, float]:
    words = condition_words(Condition(telling.attribute, (telling.value,)))
    url = guests_url(telling.attribute, UNKNOWN_KEY if telling.value is None else telling.value)
    return words, url, telling.share, telling.overall

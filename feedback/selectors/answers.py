"""What guests answered, as staff read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from feedback.choices import SurveyChannel
from feedback.models import Answer, AnswerSet, SurveyTablet
from feedback.scales import SHAPES
from guests.models import Guest
from reservations.choices import StayStatus
from reservations.models import Stay

#: Stays that the guest page offers for asking.
STAYS_OFFERED = 3


@dataclass(frozen=True)
class Said:
    """One answer in words: `score` on 0–100, None for "not used"."""

    indicator: str
    criterion: str
    words: str
    score: float | None


def finished_sets() -> QuerySet[AnswerSet]:
    """Every set that counts."""
    return AnswerSet.objects.filter(finished_at__isnull=False).select_related("guest", "room", "instrument")


def with_answers(sets: QuerySet[AnswerSet]) -> QuerySet[AnswerSet]:
    """One more query for the answers of all of them, in the order in which they were asked."""
    answers = Answer.objects.select_related("indicator__criterion").order_by(
        "indicator__criterion__position", "indicator__position"
    )
    return sets.prefetch_related(Prefetch("answers", answers))


def in_words(answers: Iterable[Answer]) -> list[Said]:
    """`answers` as people read them."""
    said = []
    for answer in answers:
        steps = {points: str(word) for points, word in SHAPES[answer.scale].steps}
        points = answer.points
        words = "" if points is None else steps.get(points, f"{points.normalize():f}")
        indicator = answer.indicator
        said.append(Said(indicator.name, indicator.criterion.name, words, answer.score))
    return said


def worst_first(answers: Iterable[Answer], most: int) -> list[Said]:
    """The lowest scores of a set, "not used" left out."""
    scored = [answer for answer in answers if answer.score is not None]
    return in_words(sorted(scored, key=lambda answer: answer.score)[:most])


def sets_of(guest: Guest, newest: int) -> list[AnswerSet]:
    """His newest finished sets with their answers; two queries."""
    sets = finished_sets().filter(guest=guest).order_by("-business_date", "-pk")
    return list(with_answers(sets)[:newest])


def stays_to_ask_about(guest: Guest) -> list[Stay]:
    """His newest stays that took place, with the channels (`answered`) by which he has answered already."""
    stays = list(
        guest.stays.filter(status__in=[StayStatus.IN_HOUSE, StayStatus.CHECKED_OUT])
        .select_related("line__room")
        .order_by("-arrival", "-pk")[:STAYS_OFFERED]
    )
    done = AnswerSet.objects.filter(stay__in=stays, finished_at__isnull=False).values_list(
        "stay_id", "channel"
    )
    by_stay: dict[int, set[str]] = {}
    for stay_id, channel in done:
        by_stay.setdefault(stay_id, set()).add(channel)
    for stay in stays:
        stay.answered = by_stay.get(stay.pk, set())
    return stays


def tablets_in_use() -> list[SurveyTablet]:
    return list(SurveyTablet.objects.all())


def counts_by_channel() -> list[tuple[str, int, int]]:
    """(channel in words, finished sets, begun and not finished) of every channel with answers."""
    counted = (
        AnswerSet.objects.order_by()
        .values("channel")
        .annotate(
            finished=Count("pk", filter=Q(finished_at__isnull=False)),
            begun=Count("pk", filter=Q(finished_at__isnull=True)),
        )
        .order_by(F("finished").desc())
    )
    return [(str(SurveyChannel(row["channel"]).label), row["finished"], row["begun"]) for row in counted]

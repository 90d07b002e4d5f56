"""Answers to one indicator with what was said beside them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from analytics.satisfaction.selectors.diagnosis import Question
from analytics.value.models import GuestValue
from analytics.value.selectors.overview import shown_run
from feedback.models import Answer, AnswerSet, Indicator
from feedback.selectors.answers import in_words

#: A score under this is a low one.
LOW_BELOW = 50.0


@dataclass(frozen=True)
class Heard:
    """One answer: its words on its scale, its score (None for "not used"), and the set it stands in."""

    answer_set: AnswerSet
    words: str
    score: float | None
    on: date


def heard(indicator: Indicator, question: Question, *, only_low: bool, most: int) -> list[Heard]:
    """The newest `most` answers that were scored; two statements."""
    answers = _of(question).filter(indicator=indicator, score__isnull=False)
    if only_low:
        answers = answers.filter(score__lt=LOW_BELOW)
    newest = answers.select_related("answer_set__guest", "indicator__criterion").order_by(
        "-answer_set__business_date", "-answer_set_id"
    )[:most]
    rows = list(newest)
    return [
        Heard(answer.answer_set, said.words, said.score, answer.answer_set.business_date)
        for answer, said in zip(rows, in_words(rows), strict=True)
    ]


def _of(question: Question) -> QuerySet[Answer]:
    answers = Answer.objects.filter(answer_set__finished_at__isnull=False)
    if question.since:
        answers = answers.filter(answer_set__business_date__gte=question.since)
    if question.until:
        answers = answers.filter(answer_set__business_date__lt=_month_after(question.until))
    if question.origin:
        answers = answers.filter(answer_set__stay__line__reservation__origin=question.origin)
    if question.segment:
        answers = answers.filter(answer_set__guest__segment_membership__segment=question.segment)
    if question.tier:
        answers = answers.filter(answer_set__guest__membership__tier__code=question.tier)
    if question.value_class:
        run = shown_run()
        if run is None:
            return answers.none()
        of_class = GuestValue.objects.filter(run_id=run.pk, value_class=question.value_class)
        answers = answers.filter(answer_set__guest__in=of_class.values("guest"))
    return answers


def _month_after(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)

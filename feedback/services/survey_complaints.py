"""A bad answer in a survey opens a complaint: one for a set of answers, about its worst one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from feedback.care_choices import ComplaintSource
from feedback.complaint_routing import cause_of_indicator, severity_of_answers
from feedback.models import Answer, AnswerSet, Complaint
from feedback.models.complaint import LONGEST_TEXT
from feedback.services.complaints import Told, open_complaint

#: How far back the night looks for sets whose complaint was left out.
LOOKED_THROUGH = timedelta(days=3)


@transaction.atomic
def open_from_answers(*, answer_set_id: int, at: datetime) -> Complaint | None:
    """The complaint of this finished set; None where no answer is under its survey's threshold.

    Sets from files are history: they open none. Asked again it gives the same complaint.
    """
    answers = (
        AnswerSet.objects.select_related("instrument", "stay__room", "guest", "room")
        .filter(pk=answer_set_id, finished_at__isnull=False, imported_from__isnull=True)
        .first()
    )
    if answers is None or answers.instrument.complaint_below is None:
        return None
    bad = list(
        Answer.objects.filter(answer_set=answers, score__lt=answers.instrument.complaint_below)
        .select_related("indicator")
        .order_by("score", "indicator__criterion__position", "indicator__position")
    )
    if not bad or (answers.guest is not None and answers.guest.erased_at is not None):
        return None
    worst = bad[0].indicator
    return open_complaint(
        told=Told(
            text=_words(answers.comment, bad),
            cause=cause_of_indicator(worst.key, worst.department),
            severity=severity_of_answers([answer.score for answer in bad]),
            department=worst.department,
            source=ComplaintSource.SURVEY,
            guest=answers.guest,
            stay=answers.stay,
            room_text=answers.room.number if answers.room else "",
            answer_set_id=answers.pk,
            indicator_id=worst.pk,
        ),
        at=at,
    )


def open_missing(*, at: datetime) -> int:
    """The complaints of the last days' bad answers that a crash left out; how many were opened."""
    missed = AnswerSet.objects.filter(
        finished_at__gte=at - LOOKED_THROUGH,
        complaint__isnull=True,
        imported_from__isnull=True,
        answers__score__lt=F("instrument__complaint_below"),
    )
    ids = list(missed.order_by("pk").values_list("pk", flat=True).distinct())
    return sum(open_from_answers(answer_set_id=pk, at=at) is not None for pk in ids)


def _words(comment: str, bad: list[Answer]) -> str:
    """His own words first, then what he marked badly."""
    marked = _("Marked badly: %(what)s.") % {"what": "、".join(answer.indicator.name for answer in bad)}
    return f"{comment}\n{marked}".strip()[:LONGEST_TEXT]

"""Who left is called; whose answers are bad has complained. The night makes what a crash left out.

Done once the news is stored, and never in its way: a check-out, or a guest's answers, do not fail with it.
"""

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from common.dates import business_date
from feedback import signals as told
from feedback.services.calling import make_call_backs, take_back
from feedback.services.survey_complaints import open_from_answers
from reservations import signals


@receiver(signals.stay_completed)
def left(sender, stay_ids, **kwargs) -> None:
    on = business_date()
    transaction.on_commit(lambda: make_call_backs(stay_ids=stay_ids, on=on), robust=True)


@receiver(signals.stay_reopened)
def came_back(sender, stay_ids, **kwargs) -> None:
    take_back(stay_ids=stay_ids)


@receiver(told.answers_finished)
def answered(sender, answer_set_id, **kwargs) -> None:
    at = timezone.now()
    transaction.on_commit(lambda: open_from_answers(answer_set_id=answer_set_id, at=at), robust=True)

"""A version of the indicator system that guests are asked by has weights from its first day; new weights score."""

from django.apps import apps
from django.db.models.signals import post_save

from analytics.satisfaction.choices import SCORES_JOB, Subject
from analytics.satisfaction.delivered import deliver
from analytics.satisfaction.models import InForce
from analytics.satisfaction.services.sheets import write_sheets
from common import jobs
from common.dates import business_date
from feedback.models import IndicatorSystem
from feedback.signals import sets_finished


def weigh_published_system(sender, instance: IndicatorSystem, **kwargs) -> None:
    if not instance.is_draft:
        deliver(apps.get_model, business_date())


def score_with_new_weights(sender, instance: InForce, *, created: bool, **kwargs) -> None:
    """What was answered so far is scored by the weights that hold now; it does not wait for the night."""
    if created and instance.weighting.subject == Subject.SATISFACTION:
        jobs.start(SCORES_JOB)


def keep_sheets(sender, answer_set_ids: list[int], **kwargs) -> None:
    """So that the night has nothing to gather."""
    write_sheets(answer_set_ids)


def connect() -> None:
    sets_finished.connect(keep_sheets, dispatch_uid="keep_sheets")
    post_save.connect(score_with_new_weights, sender=InForce, dispatch_uid="score_with_new_weights")
    post_save.connect(weigh_published_system, sender=IndicatorSystem, dispatch_uid="weigh_published_system")

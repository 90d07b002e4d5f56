"""A version of the indicator system that guests are asked by has weights from its first day."""

from django.apps import apps
from django.db.models.signals import post_save

from analytics.satisfaction.delivered import deliver
from common.dates import business_date
from feedback.models import IndicatorSystem


def weigh_published_system(sender, instance: IndicatorSystem, **kwargs) -> None:
    if not instance.is_draft:
        deliver(apps.get_model, business_date())


def connect() -> None:
    post_save.connect(weigh_published_system, sender=IndicatorSystem, dispatch_uid="weigh_published_system")

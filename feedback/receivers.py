"""Who leaves is invited; whose check-out is taken back is not."""

from django.db import transaction
from django.dispatch import receiver

from common.dates import business_date
from feedback.services.invitations import invite, take_back
from reservations import signals


@receiver(signals.stay_completed)
def left(sender, stay_ids, **kwargs) -> None:
    on = business_date()
    transaction.on_commit(lambda: invite(stay_ids=stay_ids, on=on), robust=True)


@receiver(signals.stay_reopened)
def came_back(sender, stay_ids, **kwargs) -> None:
    take_back(stay_ids=stay_ids)

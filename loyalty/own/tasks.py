from celery import shared_task
from django.utils import timezone

from common.dates import business_date
from loyalty.own.services.codes import send_waiting
from loyalty.own.services.letters import queue_confirmations, send_due
from loyalty.own.services.notices import queue_notices


@shared_task
def send_codes() -> None:
    """One-time codes that guests asked for. Safe to repeat: each request is looked at once."""
    send_waiting(on=business_date(), at=timezone.now())


@shared_task
def send_letters() -> None:
    """Messages to guests that are due. Safe to repeat: each is made and sent once."""
    on, at = business_date(), timezone.now()
    queue_confirmations(on=on, at=at)
    queue_notices(on=on, at=at)
    send_due(on=on, at=at)

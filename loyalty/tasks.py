from celery import shared_task
from django.utils import timezone

from common.dates import business_date
from loyalty.services.greeting import send_due


@shared_task
def send_greetings() -> None:
    """Greetings of the day. Safe to repeat: each is sent once."""
    send_due(on=business_date(), at=timezone.now())

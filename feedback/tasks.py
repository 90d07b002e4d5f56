from celery import shared_task
from django.utils import timezone

from common.dates import business_date
from feedback.services.invitations import send_due


@shared_task
def send_invitations() -> None:
    """Ask those who left. Safe to repeat: each invitation is sent once."""
    send_due(on=business_date(), at=timezone.now())

from celery import shared_task
from django.utils import timezone

from feedback.services.escalating import escalate_due


@shared_task
def escalate() -> int:
    """Tell the next level of what is late. Safe to repeat: each level is told of once."""
    return escalate_due(at=timezone.now())

from celery import shared_task
from django.utils import timezone

from reservations.services.quarantine import replay_passing


@shared_task
def replay_waiting() -> None:
    """Try again what waited only for another message. Safe to repeat: a replay that changes nothing writes nothing."""
    replay_passing(at=timezone.now())

"""Tasks of the wiring itself; the hotel's own work is in the apps."""

from celery import shared_task
from celery.signals import beat_init
from django.utils import timezone

from hotelcrm import health, watchdog


@shared_task
def beat_heartbeat() -> None:
    """Note that beat, Redis and a worker work together. Safe to repeat: it only moves a time forward."""
    health.note_beat()


@shared_task
def sweep() -> int:
    """Start the night that is due, send lost work again. Safe to repeat: claims are exclusive."""
    return watchdog.sweep(timezone.now())


@beat_init.connect
def send_first_heartbeat(**kwargs: object) -> None:
    """A schedule's first turn comes after its interval; readiness should not wait for it."""
    beat_heartbeat.apply_async(expires=25)

"""Tasks of the wiring itself; the hotel's own work is in the apps."""

from celery import shared_task
from celery.signals import beat_init

from hotelcrm import health


@shared_task
def beat_heartbeat() -> None:
    """Note that beat, Redis and a worker work together. Safe to repeat: it only moves a time forward."""
    health.note_beat()


@beat_init.connect
def send_first_heartbeat(**kwargs: object) -> None:
    """A schedule's first turn comes after its interval; readiness should not wait for it."""
    beat_heartbeat.apply_async(expires=25)

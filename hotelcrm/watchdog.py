"""The night runs although Redis is refused, frozen or flushed.

Normally beat sends `sweep` every minute, which starts the night that is due and hints at whatever waits. A
thread of the beat process asks the database the same questions without any broker: what nobody has taken for
minutes it does itself. Claims are exclusive, so two beats and any number of workers still make one run.
"""

import threading
import time
from datetime import datetime, timedelta

import structlog
from celery.signals import beat_init
from django.db import connection
from django.utils import timezone

from analytics.value.services.night import start_due_night
from common import jobs

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60
#: Work that no worker has taken for so long is done here.
ABANDONED_AFTER = timedelta(minutes=4)


def sweep(now: datetime) -> int:
    """Start the night if it is due, hint at everything that waits; returns how much waited."""
    start_due_night(now)
    return jobs.sweep(now)


def rescue(now: datetime) -> int:
    """Start the night if it is due, do here what is abandoned; returns how many runs were done."""
    start_due_night(now)
    return jobs.execute_abandoned(now, waiting=ABANDONED_AFTER)


def _watch() -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            rescue(timezone.now())
        except Exception:  # whatever happened, the next minute is another chance
            log.exception("watchdog_failed")
        finally:
            connection.close()


@beat_init.connect
def start_watching(**kwargs: object) -> None:
    threading.Thread(target=_watch, daemon=True, name="watchdog").start()

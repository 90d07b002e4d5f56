"""Is the process alive (`/healthz`), is the whole hotel able to work (`/readyz`)?

Written by hand rather than with django-health-check: what we need to know besides "database" and "Redis" is
whether beat, broker and worker work *together*, and an answer to strangers must carry no error text.
"""

import logging
import time
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

BEAT_KEY = "beat-heartbeat"
# Three missed turns of the 30-second schedule.
BEAT_LATE_AFTER_SECONDS = 90
WORKER_ANSWERS_WITHIN_SECONDS = 1.0


def note_beat() -> None:
    """Remember that a message of beat has just reached a worker."""
    cache.set(BEAT_KEY, time.time(), timeout=10 * BEAT_LATE_AFTER_SECONDS)


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def redis_answers() -> bool:
    """Ask Redis itself: the cache in front of it forgives failures, readiness does not."""
    from hotelcrm.celery import app

    with app.connection_for_read(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
        return bool(broker.default_channel.client.ping())


def workers_answer() -> bool:
    from hotelcrm.celery import app

    return bool(app.control.inspect(timeout=WORKER_ANSWERS_WITHIN_SECONDS, limit=1).ping())


def beat_is_on_time() -> bool:
    seen_at = cache.get(BEAT_KEY)
    return seen_at is not None and time.time() - seen_at < BEAT_LATE_AFTER_SECONDS


def _passes(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever goes wrong while asking means "not ready"; the reason is for the log, not for the caller.
        logger.warning("readiness check failed: %s", name, exc_info=True)
        return False


def readiness() -> dict[str, bool]:
    """Each part by name, True where it works. Without Redis nobody can reach workers and beat, so they
    are not asked: the answer comes within seconds even then."""
    parts = {"database": _passes("database", database_answers), "redis": _passes("redis", redis_answers)}
    for name, check in (("workers", workers_answer), ("beat", beat_is_on_time)):
        parts[name] = parts["redis"] and _passes(name, check)
    return parts


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as this process serves pages. Asks nobody else: a broken database must not make an
    orchestrator restart web processes."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, a worker and beat all work, else 503; names and booleans, nothing more."""
    parts = readiness()
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)

"""One POST, one effect: key, work and answer are written in one transaction.

A killed request leaves nothing behind; a repeated one gets the stored bytes. See RFC draft "Idempotency-Key".
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from common.locks import try_lock
from common.machines.problems import Problem
from common.models import IdempotencyRecord

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255


def idempotent(handler: Callable) -> Callable:
    """Decorator of a view's `post`: honours `Idempotency-Key`. The handler runs inside one transaction."""

    @wraps(handler)
    def wrapper(view, request, *args, **kwargs):
        with transaction.atomic():
            key = request.headers.get("Idempotency-Key")
            if key is None:
                return handler(view, request, *args, **kwargs)
            return _once(view, request, key, lambda: handler(view, request, *args, **kwargs))

    return wrapper


def purge_idempotency(*, as_of: datetime) -> int:
    """Forget answers older than 24 hours; how many were forgotten."""
    return IdempotencyRecord.objects.filter(created_at__lt=as_of - KEPT_FOR).delete()[0]


def _once(view, request, key: str, work: Callable):
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise Problem("invalid", f"Idempotency-Key must have 1 to {LONGEST_KEY} printable characters.")
    client = request.user
    if not try_lock("idempotency", f"{client.pk}:{key}"):
        raise Problem("still-running", retry_after=1)
    fingerprint = _fingerprint(request)
    record = IdempotencyRecord.objects.filter(client=client, key=key).first()
    if record and record.created_at < timezone.now() - KEPT_FOR:
        record.delete()
        record = None
    if record and record.request_hash != fingerprint:
        raise Problem("key-reused")
    if record:
        answer = HttpResponse(bytes(record.body), status=record.status, content_type=record.content_type)
        answer["Idempotency-Replayed"] = "true"
        return answer
    response = work()
    view.response = view.finalize_response(request, response)
    response.render()
    IdempotencyRecord.objects.create(
        client=client,
        key=key,
        request_hash=fingerprint,
        status=response.status_code,
        body=response.content,
        content_type=response["Content-Type"],
    )
    return response


def _fingerprint(request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    digest.update(request.body)
    return digest.hexdigest()

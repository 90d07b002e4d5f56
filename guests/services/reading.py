"""The read log: one line an hour for whoever looks into a file; one statement, whatever the number of files."""

from collections.abc import Collection
from datetime import datetime

import structlog
from django.db import connection
from django.utils import timezone

from guests.choices import ReadingKind
from guests.models import FileReading

_NOTE = f"""
    INSERT INTO {FileReading._meta.db_table} (guest_id, reader_id, client, kind, place, request_id, hour, at)
    SELECT guest_id, %s, %s, %s, %s, %s, %s, %s FROM unnest(%s::bigint[]) AS read(guest_id)
    ON CONFLICT DO NOTHING
"""


def note_reading(
    *,
    guest_ids: Collection[int],
    place: str,
    at: datetime,
    kind: str = ReadingKind.PAGE,
    reader=None,
    client: str = "",
) -> int:
    """Note that `reader` (or the machine `client`) saw these files at `place`; how many lines are new."""
    if not guest_ids:
        return 0
    hour = at.replace(minute=0, second=0, microsecond=0)
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
    reader_id = reader.pk if reader is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            [reader_id, client[:80], kind, place[:80], request_id, hour, at, [*dict.fromkeys(guest_ids)]],
        )
        return cursor.rowcount


def note_request(
    request, guest_ids: Collection[int], *, kind: str = ReadingKind.PAGE, place: str = ""
) -> int:
    """`note_reading` for a page that a person opened, by the name of its address, or of that which it is a part of."""
    match = request.resolver_match
    place = place or (match.view_name if match else request.path)
    return note_reading(guest_ids=guest_ids, place=place, at=timezone.now(), kind=kind, reader=request.user)


def note_machine(request, guest_ids: Collection[int]) -> int:
    """`note_reading` for an answer of the API."""
    place = request.resolver_match.view_name
    client = request.user.name
    return note_reading(
        guest_ids=guest_ids, place=place, at=timezone.now(), kind=ReadingKind.API, client=client
    )

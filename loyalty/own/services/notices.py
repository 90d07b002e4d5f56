"""Notices to members go out as messages, once; who cannot be written to is told in person."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from loyalty.models import Notice
from loyalty.own.choices import LetterKind
from loyalty.own.models import Letter

BATCH = 1000


def queue_notices(*, on: date, at: datetime) -> int:
    """What nobody has told yet and is still to come goes into the outbox; how many messages are new."""
    if not settings.GUEST_MESSAGES:
        return 0
    made = Letter.objects.filter(kind=LetterKind.NOTICE, key=OuterRef("text_key"))
    rows = untold().filter(due_on__gte=on, guest__is_synthetic=False)
    new = rows.alias(text_key=Cast("pk", CharField())).filter(~Exists(made)).values_list("pk", "guest")
    letters = [
        Letter(guest_id=guest, kind=LetterKind.NOTICE, key=str(pk), due_at=at)
        for pk, guest in new.iterator(chunk_size=BATCH)
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=BATCH)
    return len(letters)


def untold() -> QuerySet[Notice]:
    return Notice.objects.filter(told_at__isnull=True)


def note_sent(letter: Letter, at: datetime) -> None:
    """The message has told him; who told him in person meanwhile stays noted."""
    untold().filter(pk=int(letter.key)).update(told_at=at)

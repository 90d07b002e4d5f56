"""What the guest file itself puts into the timeline: preferences and notes."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from guests.models import Guest, Note, Preference
from guests.timeline import Entry, Mark, Source, newest, register

PREFERENCE, NOTE, CONFIDENTIAL_NOTE = "preference", "note", "confidential_note"


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Source(PREFERENCE, gettext_lazy("Preferences"), "guests.view_preference", "guests:read", preferences)
    )
    register(Source(NOTE, gettext_lazy("Notes"), "guests.view_note", "guests:read", notes))
    register(
        Source(
            CONFIDENTIAL_NOTE,
            gettext_lazy("Confidential notes"),
            "guests.view_confidential_note",
            "guests:confidential",
            confidential_notes,
        )
    )


def preferences(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    rows = Preference.objects.filter(guest=guest)
    return [
        Entry(
            at=row.created_at,
            kind=PREFERENCE,
            pk=row.pk,
            title=row.text,
            detail=row.get_category_display(),
            source=row.source,
        )
        for row in newest(rows, "created_at", PREFERENCE, before, limit)
    ]


def notes(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _notes(NOTE, guest, before, limit)


def confidential_notes(guest: Guest, before: Mark | None, limit: int) -> Sequence[Entry]:
    return _notes(CONFIDENTIAL_NOTE, guest, before, limit)


def _notes(kind: str, guest: Guest, before: Mark | None, limit: int) -> list[Entry]:
    rows = Note.objects.filter(guest=guest, is_confidential=kind == CONFIDENTIAL_NOTE)
    return [
        Entry(at=row.created_at, kind=kind, pk=row.pk, title=row.get_department_display(), detail=row.text)
        for row in newest(rows, "created_at", kind, before, limit)
    ]

"""Notes that one shift leaves for the next: written, taken, done; each step with who and when, and undone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.errors import HotelError
from departments.groups import departments_of
from departments.models import LONGEST_NOTE, HandOverNote
from guests.choices import Department

#: So long a note that is done can still be seen, and opened again.
SHOWN_WHEN_DONE = timedelta(days=3)


@dataclass(frozen=True)
class Shown:
    """The open notes on a department's home page; `may_change`: this person may take and finish them."""

    department: Department
    notes: list[HandOverNote]
    may_change: bool


def open_notes(departments: Iterable[str] | None = None) -> QuerySet[HandOverNote]:
    """What is still to be seen to, oldest first; of these departments or of all."""
    notes = HandOverNote.objects.filter(done_at__isnull=True).select_related("written_by", "taken_by")
    if departments is not None:
        notes = notes.filter(department__in=[*departments])
    return notes.order_by("written_at", "pk")


def done_notes(*, at: datetime) -> QuerySet[HandOverNote]:
    """What was finished lately, newest first."""
    done = HandOverNote.objects.filter(done_at__gte=at - SHOWN_WHEN_DONE)
    return done.select_related("written_by", "done_by").order_by("-done_at", "-pk")


def shown_to(user, department: Department) -> Shown | None:
    """What stands on the home page of `department`; None for who may not read the notes."""
    if not user.has_perm("departments.view_handovernote"):
        return None
    may_change = user.has_perm("departments.change_handovernote")
    return Shown(department, list(open_notes([department])), may_change)


def home_department(user) -> Department:
    """For whom a note is meant unless its writer says otherwise."""
    return next(iter(departments_of(user)), Department.FRONT_DESK)


def write_note(*, department: Department, text: str, by, at: datetime) -> HandOverNote:
    """Leave a note; HotelError without text or with too much of it."""
    text = text.strip()
    if not text:
        raise HotelError(_("Write down what the next shift must know."), field="text")
    if len(text) > LONGEST_NOTE:
        message = _("The note has %(has)s characters, %(most)s are possible: shorten it or write two.")
        raise HotelError(message % {"has": len(text), "most": LONGEST_NOTE}, field="text")
    return HandOverNote.objects.create(department=department, text=text, written_by=by, written_at=at)


def take_note(*, note_id: int, by, at: datetime) -> None:
    """Somebody sees to it; HotelError where a colleague was faster or it is done."""
    free = HandOverNote.objects.filter(pk=note_id, taken_at__isnull=True, done_at__isnull=True)
    if not free.update(taken_by=by, taken_at=at):
        raise HotelError(_("A colleague has taken this note, or it is done. Reload the page."), code="taken")


def release_note(*, note_id: int) -> None:
    """Nobody sees to it any more: the next one may take it."""
    HandOverNote.objects.filter(pk=note_id, done_at__isnull=True).update(taken_by=None, taken_at=None)


def finish_note(*, note_id: int, by, at: datetime) -> None:
    """Nothing is left to do. Who finished it first stays."""
    HandOverNote.objects.filter(pk=note_id, done_at__isnull=True).update(done_by=by, done_at=at)


def reopen_note(*, note_id: int) -> None:
    """It was not done after all."""
    HandOverNote.objects.filter(pk=note_id).update(done_by=None, done_at=None)

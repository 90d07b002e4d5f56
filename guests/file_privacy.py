"""What the guests' own app says to privacy: kinds of data with a term, and texts of the machinery."""

from collections.abc import Callable
from datetime import date

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common.dates import business_day_start
from common.models import ApiClient, IdempotencyRecord, JobRun, NightRange
from guests.models import (
    Account,
    ErasedTrace,
    Erasure,
    FileReading,
    FrozenList,
    GuestImport,
    ImportMapping,
    ListAction,
    Note,
    QueryDraft,
    QueryExport,
    RetentionRule,
    SavedQuery,
)
from guests.privacy.family import events_of
from guests.privacy.places import register_impersonal, register_sweep
from guests.privacy.retention import RetentionKind, register_kind
from guests.ties import ties


def register_all() -> None:
    register_sweep(JobRun, "params", "cursor", "result", "error", "step")
    # Asked again, the work is done again: it finds everything as it is and changes nothing.
    register_sweep(IdempotencyRecord, "body", deletes=True)
    register_sweep(SavedQuery, "document", "name")
    register_sweep(QueryDraft, "document")
    register_sweep(FrozenList, "document", "words")
    register_sweep(ListAction, "data")
    register_sweep(QueryExport, "document", "words")
    register_impersonal("the hotel's other systems", ApiClient)
    register_impersonal("ranges of guest numbers that the night has done", NightRange)
    register_impersonal("companies and whom to call there", Account)
    register_impersonal("numbers, moments and hashes only", Erasure, ErasedTrace, FileReading)
    register_impersonal("names of files and of their columns", GuestImport, ImportMapping)
    register_impersonal("the hotel's own rules", RetentionRule)
    register_kind(
        RetentionKind(
            "notes",
            _("Notes of departments"),
            _("from the day they were written"),
            end=_ending(Note, "created_at"),
            due=_counting(Note, "created_at"),
        )
    )
    register_kind(
        RetentionKind(
            "readings",
            _("Read log"),
            _("from the reading"),
            end=_ending(FileReading, "at"),
            due=_counting(FileReading, "at"),
        )
    )
    register_kind(
        RetentionKind(
            "history",
            _("Change history of guests and bookings"),
            _("from the change"),
            end=_end_history,
            due=_due_history,
        )
    )


def _ending(model: type[Model], column: str) -> Callable[[date, int], int]:
    def end(before: date, limit: int) -> int:
        old = _older(model, column, before).order_by(column).values("pk")[:limit]
        return model.objects.filter(pk__in=old).delete()[0]

    return end


def _counting(model: type[Model], column: str) -> Callable[[date], int]:
    return lambda before: _older(model, column, before).count()


def _older(model: type[Model], column: str, before: date):
    return model.objects.filter(**{f"{column}__lt": business_day_start(before)})


def _histories() -> list[type[Model]]:
    """The tables of old rows of everything that hangs on a guest."""
    audited = dict.fromkeys([apps.get_model("guests.Guest"), *(tie.model for tie in ties())])
    return [past for past in map(events_of, audited) if past is not None]


def _end_history(before: date, limit: int) -> int:
    gone = 0
    for past in _histories():
        gone += _ending(past, "pgh_created_at")(before, limit - gone)
        if gone >= limit:
            break
    return gone


def _due_history(before: date) -> int:
    return sum(_older(past, "pgh_created_at", before).count() for past in _histories())

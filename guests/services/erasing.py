"""Taking a person out of everything that is kept; what the hotel counts remains, without him.

Two steps: `guests.privacy.obstacles` says whether it may be, `erase_guest` does it, in one transaction.
"""

from collections import Counter
from datetime import date, datetime

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import HotelError
from guests.models import Consent, Erasure, Guest
from guests.privacy.family import Family, events_of, family_of, words_of
from guests.privacy.journal import entries, write_entries
from guests.privacy.obstacles import obstacles
from guests.privacy.places import forgettings, sweeps
from guests.privacy.traces import keep_traces
from guests.ties import Erase, Tie, ties

#: What stays of a file: what the nightly figures are computed from, and the links between files.
KEPT = frozenset(
    {
        "id", "number", "gender", "nationality", "industry", "education", "income_band", "credit", "referred_by",
        "source", "is_anonymous", "is_synthetic", "merged_into", "created_at", "updated_at", "lock_version",
        "erased_at", "created_by",
    }
)  # fmt: skip


class CannotErase(HotelError):
    code = "cannot-erase"
    default_message = gettext_lazy("This guest cannot be erased today.")


@transaction.atomic
def erase_guest(
    *,
    guest: Guest,
    basis: str,
    on: date,
    at: datetime,
    by=None,
    confirmed: str | None = None,
    forced: bool = False,
    number: int | None = None,
) -> Erasure:
    """Take `guest`, and every file merged into his, out of everything.

    Raises CannotErase with every obstacle in words, or when he was erased before; nothing is changed then.
    `confirmed` is what a person typed to confirm (his guest number). `forced` repeats an erasure that was decided
    before (after a restore): obstacles are not asked for, and it keeps its `number`.
    """
    family = family_of(guest, lock=True)
    _check(family, on, confirmed, forced)
    words = words_of(family)
    counts: Counter[str] = Counter()
    counts["traces"] = keep_traces(family)
    for key, forget in forgettings().items():
        counts[key] += forget(family, words)
    for tie in ties():
        if tie.model is not Guest:
            counts[tie.key] += _clear(tie, family)
    _blank_files(family, at)
    for tie in ties():
        if tie.model is not Guest:
            _clear_history(tie, family)
    events_of(Guest).objects.filter(pgh_obj_id__in=family.ids).delete()
    for sweep in sweeps():
        counts[sweep.model._meta.label_lower] += sweep.forget(family, words)
    erasure = Erasure.objects.create(
        pk=number,
        guest=family.guest,
        basis=basis,
        at=at,
        by=by,
        by_name=by.get_username() if by else "",
        files=[[file.number, file.created_at.isoformat()] for file in _in_use_first(family)],
        counts={key: count for key, count in sorted(counts.items()) if count},
    )
    transaction.on_commit(write_entries, robust=True)  # the night adds what could not be written
    guest.refresh_from_db()
    return erasure


@transaction.atomic
def replay_erasures(*, on: date, at: datetime) -> tuple[int, int]:
    """Repeat what a restored backup does not know: (erased again, files that the backup does not have).

    A number counts only with the moment its file was made: after the restore it may be somebody else's.
    """
    again = unknown = 0
    for entry in entries():
        found = [guest for guest in map(_file_of, entry.files) if guest is not None]
        if not found:
            unknown += 1
            continue
        for guest in found:
            if guest.erased_at is not None or guest.merged_into_id is not None:
                continue
            number = None if Erasure.objects.filter(pk=entry.number).exists() else entry.number
            erasure = erase_guest(
                guest=guest, basis=entry.basis, on=on, at=entry.at, forced=True, number=number
            )
            Erasure.objects.filter(pk=erasure.pk).update(replayed_at=at, by_name=entry.by)
            again += 1
    _count_on_from(max((entry.number for entry in entries()), default=0))
    return again, unknown


def _count_on_from(number: int) -> None:
    """No new erasure gets a number that the journal has already."""
    table = Erasure._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, max(id), 1)) FROM {table}",
            [table, number],
        )


def _file_of(entry: tuple[str, str]) -> Guest | None:
    number, made = entry
    return Guest.objects.filter(number=number, created_at=datetime.fromisoformat(made)).first()


def _check(family: Family, on: date, confirmed: str | None, forced: bool) -> None:
    if family.guest.erased_at is not None:
        message = _("%(number)s was erased already.") % {"number": family.guest.number}
        raise CannotErase(message, code="already-erased")
    if confirmed is not None and confirmed.strip().upper() != family.guest.number:
        message = _("Type the guest number %(number)s: erasing cannot be taken back.")
        raise CannotErase(message % {"number": family.guest.number}, field="confirmed")
    found = [] if forced else obstacles(family, on)
    if found:
        raise CannotErase(" ".join(obstacle.words for obstacle in found))


def _in_use_first(family: Family) -> list[Guest]:
    return [family.guest, *(file for file in family.files if file.pk != family.guest.pk)]


def _clear(tie: Tie, family: Family) -> int:
    if tie.erase is Erase.KEEP or not tie.path:
        return 0
    own = tie.model._base_manager.filter(
        pk__in=tie.model._base_manager.filter(_his(tie, family)).values("pk")
    )
    if tie.model is Consent:
        with pgtrigger.ignore("guests.Consent:consents_are_only_added"):
            return own.delete()[0]
    if tie.erase is Erase.DELETE:
        return own.delete()[0]
    return own.update(**_blanks(tie)) if tie.blank else 0


def _clear_history(tie: Tie, family: Family) -> None:
    """What the rows were before: also of rows that went long ago, or belonged to him only for a time."""
    past = events_of(tie.model)
    if past is None or tie.erase is Erase.KEEP or not tie.path:
        return
    his = Q(pgh_obj_id__in=tie.model._base_manager.filter(_his(tie, family)).values("pk"))
    if tie.path.partition("__")[0] in {field.name for field in past._meta.fields}:
        his |= _his(tie, family)
    old = past.objects.filter(pk__in=past.objects.filter(his).values("pk"))
    if tie.erase is Erase.DELETE:
        old.delete()
    elif tie.blank:
        old.update(**_blanks(tie))


def _his(tie: Tie, family: Family) -> Q:
    return Q(**{f"{tie.path}__in": family.ids})


def _blanks(tie: Tie) -> dict:
    return {name: _empty(tie.model._meta.get_field(name)) for name in tie.blank}


def _empty(field: models.Field):
    """What a column holds that says nothing."""
    if field.null:
        return None
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return field.get_default()
    return (
        False
        if isinstance(field, models.BooleanField)
        else field.get_default()
        if field.has_default()
        else ""
    )


def _blank_files(family: Family, at: datetime) -> None:
    emptied = {
        field.attname: _empty(field)
        for field in Guest._meta.concrete_fields
        if field.name not in KEPT and not field.generated
    }
    Guest.objects.filter(pk__in=family.ids).update(**emptied, is_anonymous=True, erased_at=at)

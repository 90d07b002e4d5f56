"""An import of guests is taken back: new files go, changed ones say again what they said before.

While nobody has touched a file since, that is exact. A file that somebody has touched is a conflict: it is named, and
stays as it is; whether the others go back all the same is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.batches import batched
from common.marks import changed_since, history_of
from guests.imports.writing import as_kept
from guests.models import Guest, GuestImport, ImportedGuest
from guests.services.files import NAME_FIELDS, refresh_name_tokens
from guests.ties import ties

BATCH = 500
#: More conflicts than these are counted, not named.
CONFLICTS_SHOWN = 100
CHANGED, NEW = "changed", "new"


@dataclass(frozen=True)
class Touch:
    """What somebody did: changed or deleted the rows of `model` (its column `field`), or added some."""

    kind: str
    model: type[models.Model]
    field: str = ""

    @property
    def code(self) -> str:
        """As a run's result keeps it; `in_words` reads it again."""
        return ":".join((self.kind, self.model._meta.label_lower, self.field))


def in_words(code: str) -> str:
    """A touch in the reader's language."""
    kind, label, field = code.split(":")
    model = apps.get_model(label)
    what = model._meta.get_field(field).verbose_name if field else model._meta.verbose_name
    words = _("new since: %(what)s") if kind == NEW else _("changed since: %(what)s")
    return words % {"what": what}


def undo(guest_import: GuestImport, *, despite_conflicts: bool = False) -> dict[str, Any]:
    """Take the import back in one transaction; how many files went, went back, and were left.

    With conflicts nothing is written, unless `despite_conflicts`: then the touched files alone stay as they are. The
    answer names up to CONFLICTS_SHOWN of them.
    """
    with transaction.atomic():
        plan = _Plan(guest_import)
        if plan.conflicts and not despite_conflicts:
            return plan.report(deleted=0, restored=0, done=False)
        for rows in batched(plan.changed, BATCH):
            _restore(rows)
        for rows in batched(plan.new, BATCH):
            delete_files([row.guest_id for row in rows], _added(rows))
        guest_import.guests.all().delete()
        return plan.report(deleted=len(plan.new), restored=len(plan.changed), done=True)


class _Plan:
    """The rows of an import that can go back, and why the others cannot. Locks the guests it looks at."""

    def __init__(self, guest_import: GuestImport):
        self.new: list[ImportedGuest] = []
        self.changed: list[ImportedGuest] = []
        self.conflicts: list[tuple[str, list[Touch]]] = []
        for rows in batched(guest_import.guests.order_by("pk").iterator(chunk_size=BATCH), BATCH):
            self._sort(rows)

    def _sort(self, rows: Sequence[ImportedGuest]) -> None:
        keys = [row.guest_id for row in rows]
        guests = {
            guest.pk: guest for guest in Guest.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        }
        why: dict[int, list[Touch]] = defaultdict(list)
        for guest, touch in _touched_parts(rows):
            why[guest].append(touch)
        new = [row for row in rows if row.is_new]
        for guest, touch in touched_files(
            {row.guest_id: row.marks for row in new},
            {row.guest_id: row.added for row in new},
            besides={ImportedGuest._meta.label_lower: {row.pk for row in rows}},
        ):
            why[guest].append(touch)
        for row in rows:
            if not row.is_new:
                why[row.guest_id] += _touched_columns(row, guests[row.guest_id])
            if why[row.guest_id]:
                self.conflicts.append((guests[row.guest_id].number, why[row.guest_id]))
            else:
                (self.new if row.is_new else self.changed).append(row)

    def report(self, *, deleted: int, restored: int, done: bool) -> dict[str, Any]:
        return {
            "done": done,
            "deleted": deleted,
            "restored": restored,
            "conflicts": len(self.conflicts),
            "shown": shown(self.conflicts),
        }


def shown(conflicts: Sequence[tuple[str, Sequence[Touch]]]) -> list[list]:
    """[number, [codes of what happened]] of the first conflicts: a run's result names nobody."""
    return [
        [number, list(dict.fromkeys(one.code for one in why))] for number, why in conflicts[:CONFLICTS_SHOWN]
    ]


# --- Has anybody touched it? --------------------------------------------------------------------------------
def touched_files(
    marks: dict[int, dict[str, int]], added: dict[int, dict[str, list[int]]], besides: dict[str, set[int]]
) -> Iterator[tuple[int, Touch]]:
    """(guest, touch) of files made by an import that are no longer what it made of them.

    `added` are the rows it made itself, by guest and model; `besides` further rows that do not count, by model.
    """
    for guest in _later(Guest, {guest: [guest] for guest in marks}, marks):
        yield guest, Touch(CHANGED, Guest)
    for tie in ties():
        if not tie.is_direct or tie.is_derived:
            continue
        label = tie.model._meta.label_lower
        rows = tie.model._default_manager.filter(**{f"{tie.path}__in": list(marks)})
        for pk, guest in rows.values_list("pk", f"{tie.path}_id"):
            if pk not in besides.get(label, ()) and pk not in added.get(guest, {}).get(label, ()):
                yield guest, Touch(NEW, tie.model)


def _touched_parts(rows: Iterable[ImportedGuest]) -> Iterator[tuple[int, Touch]]:
    """Contacts and documents that the import added and somebody has changed or deleted since."""
    rows = list(rows)
    marks = {row.guest_id: row.marks for row in rows}
    for label in {label for row in rows for label in row.added}:
        model = apps.get_model(label)
        mine = {row.guest_id: row.added[label] for row in rows if label in row.added}
        keys = [pk for own in mine.values() for pk in own]
        there = dict(model.objects.filter(pk__in=keys).values_list("pk", "guest_id"))
        gone = [guest for guest, own in mine.items() if any(there.get(pk) != guest for pk in own)]
        for guest in (*gone, *_later(model, mine, marks)):
            yield guest, Touch(CHANGED, model)


def _touched_columns(row: ImportedGuest, guest: Guest) -> list[Touch]:
    changed = [name for name, value in row.after.items() if as_kept(getattr(guest, name)) != value]
    return [Touch(CHANGED, Guest, name.removesuffix("_id")) for name in changed]


def _later(model, owned: dict[int, list[int]], marks: dict[int, dict[str, int]]) -> list[int]:
    """Guests of whose rows the history knows something later than the guest's own marks."""
    groups: dict[int, list[int]] = defaultdict(list)
    label = model._meta.label_lower
    for guest in owned:
        groups[marks[guest].get(label, 0)].append(guest)
    found = []
    for mark, guests in groups.items():
        changed = changed_since(model, [pk for guest in guests for pk in owned[guest]], {label: mark})
        found += [guest for guest in guests if not changed.isdisjoint(owned[guest])]
    return found


# --- Taking back --------------------------------------------------------------------------------------------
def delete_files(guests: Sequence[int], added: dict[str, list[int]]) -> None:
    """Delete files nobody has touched, with what the machinery made of them and what the history keeps of them.

    `added` are their own rows by model. Nothing remains: what came in by mistake is not kept in another place.
    """
    for tie in filter(lambda tie: tie.is_direct and tie.is_derived, ties()):
        tie.model._default_manager.filter(**{f"{tie.path}__in": guests}).delete()
    Guest.objects.filter(pk__in=guests).delete()
    for label, keys in {**added, Guest._meta.label_lower: list(guests)}.items():
        history = history_of(apps.get_model(label))
        if history is not None:
            history.objects.filter(pgh_obj_id__in=keys).delete()


def _restore(rows: Sequence[ImportedGuest]) -> None:
    for label, keys in _added(rows).items():
        apps.get_model(label).objects.filter(pk__in=keys).delete()
    before = {row.guest_id: row.before for row in rows if row.before}
    guests = list(Guest.objects.filter(pk__in=before))
    columns = sorted({name for values in before.values() for name in values})
    for guest in guests:
        for name, value in before[guest.pk].items():
            setattr(guest, name, _column(name).to_python(value))
        guest.lock_version += 1
        guest.updated_at = timezone.now()
    if guests:
        Guest.objects.bulk_update(guests, [*columns, "lock_version", "updated_at"], batch_size=BATCH)
        refresh_name_tokens(guests=[guest for guest in guests if NAME_FIELDS & before[guest.pk].keys()])


def _column(attname: str):
    field = Guest._meta.get_field(attname.removesuffix("_id"))
    return field.target_field if field.is_relation else field


def _added(rows: Iterable[ImportedGuest]) -> dict[str, list[int]]:
    added: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for label, keys in row.added.items():
            added[label] += keys
    return added

"""A merge is taken back: both files stand as before, unless somebody has changed since what the merge had set.

Such conflicts are listed first. Taken back all the same, they stay as they are now and the rest goes back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.wording import labelled
from guests.models import Consent, Guest, GuestMerge, MatchReview
from guests.selectors.merge_logs import pair_reviews
from guests.services.files import refresh_name_tokens
from guests.services.merging import plain, set_columns, tied_models
from guests.services.undisturbed import lock_files, undisturbed
from guests.signals import guest_parted
from guests.ties import tie

#: Columns that are lists: what the merge added goes out of them, whatever came in since.
GATHERED = frozenset({"former_names", "confirmed_fields"})


@dataclass(frozen=True)
class Conflict:
    """One thing that cannot go back: which kind of row, its column ('' for the row itself), what it says now."""

    model: type[Model]
    pk: Any
    field: str
    now: Any
    what: str

    @property
    def label(self) -> str:
        """'Preference: must have', in the reader's language."""
        kind = str(self.model._meta.verbose_name)
        return labelled(kind, self.model._meta.get_field(self.field).verbose_name) if self.field else kind


class UndoConflict(HotelError):
    """Something was changed since the merge; `conflicts` lists it."""

    code = "undo-conflict"

    def __init__(self, conflicts: Iterable[Conflict]):
        self.conflicts = list(conflicts)
        super().__init__(_("Some of it was changed since the merge. Look at the list before taking it back."))


@dataclass(frozen=True)
class UndoPlan:
    """What goes back: columns as (model, key, column, value), rows as (key of the tie, keys), and what cannot."""

    columns: tuple[tuple[type, Any, str, Any], ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]
    conflicts: tuple[Conflict, ...]
    obstacles: tuple[str, ...]


def plan_undo(merge: GuestMerge) -> UndoPlan:
    """What taking `merge` back would do; nothing is written."""
    columns, conflicts = _columns(merge)
    rows, strayed = _rows(merge)
    return UndoPlan(tuple(columns), tuple(rows), (*conflicts, *strayed), tuple(_obstacles(merge)))


def undo_merge(*, merge: GuestMerge, by=None, despite_conflicts: bool = False) -> GuestMerge:
    """Both files stand again. Bookings and notes that came to the survivor since stay with him.

    Raises HotelError when it may not be (taken back already, the survivor merged further, a file erased) and
    UndoConflict with the list of what was changed since, unless `despite_conflicts`: then that stays as it is.
    """

    def work() -> GuestMerge:
        lock_files([merge.survivor_id, merge.absorbed_id])
        current = GuestMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
        plan = plan_undo(current)
        if plan.obstacles:
            raise HotelError(" ".join(plan.obstacles), code="undo-refused")
        if plan.conflicts and not despite_conflicts:
            raise UndoConflict(plan.conflicts)
        return _carry_out(current, plan, by)

    return undisturbed(work)


def set_different(*, review: MatchReview, by) -> MatchReview:
    """These are two people; the pair is never proposed again, in either order."""
    pair = pair_reviews(review.guest_id, review.candidate_id)
    if any(row.status == MatchReview.Status.MERGED for row in pair):
        raise HotelError(
            _("These two files are one already. Take the merge back first."), code="merged-already"
        )
    MatchReview.objects.filter(pk__in=[row.pk for row in pair]).update(
        status=MatchReview.Status.DIFFERENT, resolved_at=timezone.now(), resolved_by=by
    )
    review.refresh_from_db()
    return review


def _obstacles(merge: GuestMerge) -> list[str]:
    if merge.undone_at:
        return [_("This merge was taken back already.")]
    survivor, absorbed = merge.survivor, merge.absorbed
    found = []
    if survivor.merged_into_id:
        message = _("%(old)s itself was merged into %(new)s since. Take that back first.")
        found.append(message % {"old": survivor.number, "new": survivor.merged_into.number})
    elif absorbed.merged_into_id != survivor.pk:
        message = _("%(number)s does not lead to %(survivor)s any more.")
        found.append(message % {"number": absorbed.number, "survivor": survivor.number})
    for guest in (survivor, absorbed):
        if guest.erased_at:
            found.append(_("%(number)s was erased: nothing can be taken back.") % {"number": guest.number})
    return found


def _columns(merge: GuestMerge) -> tuple[list, list[Conflict]]:
    models, back, conflicts = tied_models(), [], []
    for change in merge.changed:
        model, pk, field = models[change["model"]], change["pk"], change["field"]
        now = model._default_manager.filter(pk=pk).values_list(field, flat=True)
        stands = list(now)
        if not stands:
            conflicts.append(Conflict(model, pk, "", None, _("deleted since the merge")))
        elif field in GATHERED:
            back.append((model, pk, field, _without(stands[0], change)))
        elif plain(stands[0]) != change["after"]:
            conflicts.append(Conflict(model, pk, field, stands[0], _("changed since the merge")))
        else:
            back.append((model, pk, field, _column(model, field).to_python(change["before"])))
    return back, conflicts


def _without(now: list, change: dict[str, Any]) -> list:
    """A list as it was before; what was added to it since stays."""
    if now == change["after"]:
        return change["before"]
    added = set(change["after"]) - set(change["before"])
    gone = [each for each in change["before"] if each not in now]
    return [*(each for each in now if each not in added), *gone]


def _column(model: type[Model], attname: str):
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return field.target_field if field.is_relation else field


def _rows(merge: GuestMerge) -> tuple[list, list[Conflict]]:
    rows, conflicts = [], []
    for key, pks in merge.moved.items():
        bound = tie(key)
        stand = dict(bound.model._default_manager.filter(pk__in=pks).values_list("pk", f"{bound.path}_id"))
        rows.append((key, tuple(pk for pk in pks if stand.get(pk) == merge.survivor_id)))
        for pk in pks:
            if pk not in stand:
                conflicts.append(Conflict(bound.model, pk, "", None, _("deleted since the merge")))
            elif stand[pk] != merge.survivor_id:
                conflicts.append(
                    Conflict(bound.model, pk, "", None, _("belongs to somebody else since the merge"))
                )
    return rows, conflicts


def _carry_out(merge: GuestMerge, plan: UndoPlan, by) -> GuestMerge:
    set_columns(plan.columns)
    for key, pks in plan.rows:
        bound = tie(key)
        bound.model._default_manager.filter(pk__in=pks).update(**{bound.path: merge.absorbed_id})
    added = merge.added.get(Consent._meta.label_lower, [])
    if added:
        with pgtrigger.ignore("guests.Consent:consents_are_only_added"):
            Consent.objects.filter(pk__in=added).delete()
    guests = Guest.objects.in_bulk([merge.survivor_id, merge.absorbed_id])
    refresh_name_tokens(guests=list(guests.values()))
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    guest_parted.send(
        sender=Guest, survivor_id=merge.survivor_id, absorbed_id=merge.absorbed_id, merge_id=merge.pk
    )
    return merge

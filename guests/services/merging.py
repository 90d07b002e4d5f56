"""Two files become one, and become two again.

A merge moves what `guests.ties` says, keeps what gave way with the old file, and writes down every column it
changed. Taking it back sets exactly those columns and rows back; what came to the survivor since stays with him.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.merge_plan import MergePlan, RowChange
from guests.merging import SINGLE, Side
from guests.models import Consent, Guest, GuestMerge, MatchReview
from guests.selectors.merge_logs import pair_reviews
from guests.selectors.merging import plan_merge
from guests.services.files import refresh_name_tokens
from guests.services.undisturbed import lock_files, undisturbed
from guests.signals import guest_merged
from guests.ties import ties

#: The source of lines that a merge adds to a log.
SOURCE = "merge"


class MergeRefused(HotelError):
    """These two files may not become one; `obstacles` say why."""

    code = "merge-refused"

    def __init__(self, obstacles: Iterable[str]):
        self.obstacles = list(obstacles)
        super().__init__(" ".join(self.obstacles))


def preview_merge(*, survivor: Guest, absorbed: Guest, choices: Mapping[str, str] | None = None) -> MergePlan:
    """What `merge_guests` would do; nothing is written or locked."""
    return plan_merge(survivor=survivor, absorbed=absorbed, choices=checked_choices(choices))


def merge_guests(
    *,
    survivor: Guest,
    absorbed: Guest,
    choices: Mapping[str, str] | None = None,
    by=None,
    reason: str = "",
) -> GuestMerge:
    """Make `absorbed` part of `survivor`; its number leads to him from now on. `by` is None for the machinery.

    `choices` ({field: 'survivor' or 'absorbed'}) are a person's own. Raises MergeRefused with every obstacle in
    words, and HotelError(code='file-busy') when somebody keeps writing into one of the files; nothing is written.
    """
    checked = checked_choices(choices)

    def work() -> GuestMerge:
        files = lock_files([survivor.pk, absorbed.pk])
        plan = plan_merge(survivor=files[survivor.pk], absorbed=files[absorbed.pk], choices=checked)
        if plan.obstacles:
            raise MergeRefused(plan.obstacles)
        return _carry_out(plan, checked, by, reason)

    return undisturbed(work)


def checked_choices(choices: Mapping[str, str] | None) -> dict[str, str]:
    """`choices` without empty ones; HotelError for a field or a side that does not exist."""
    checked = {name: str(side) for name, side in (choices or {}).items() if side}
    for name, side in checked.items():
        if name not in SINGLE or side not in list(Side):
            message = _("“%(value)s” cannot be chosen for %(field)s: choose one of the two files.")
            raise HotelError(message % {"value": side, "field": name}, field=name)
    return checked


def _carry_out(plan: MergePlan, choices: dict[str, str], by, reason: str) -> GuestMerge:
    survivor, absorbed = plan.survivor, plan.absorbed
    changes = [*plan.changes, *_resolved(survivor.pk, absorbed.pk, by)]
    set_columns([(change.model, change.pk, change.field, change.after) for change in changes])
    moved: dict[str, list] = {}
    for each in plan.moved:
        if each.moving:
            rows = each.tie.model._default_manager.filter(pk__in=each.moving)
            rows.update(**{each.tie.path: survivor.pk})
            moved[each.tie.key] = list(each.moving)
    refusals = [
        Consent.objects.create(
            guest=survivor, purpose=purpose, channel=channel, is_given=False, source=SOURCE, recorded_by=by
        ).pk
        for purpose, channel in plan.refusals
    ]
    survivor.refresh_from_db()
    absorbed.refresh_from_db()
    refresh_name_tokens(guests=[survivor])
    merge = GuestMerge.objects.create(
        survivor=survivor,
        absorbed=absorbed,
        by=by,
        reason=reason[:200],
        choices=choices,
        moved=moved,
        changed=[as_json(change) for change in changes],
        added={Consent._meta.label_lower: refusals} if refusals else {},
    )
    guest_merged.send(sender=Guest, survivor_id=survivor.pk, absorbed_id=absorbed.pk, merge_id=merge.pk)
    return merge


def _resolved(survivor_id: int, absorbed_id: int, by) -> list[RowChange]:
    """The pair's own reviews are answered."""
    now = timezone.now()
    return [
        RowChange(MatchReview, row.pk, field, getattr(row, field), value)
        for row in pair_reviews(survivor_id, absorbed_id)
        for field, value in (
            ("status", MatchReview.Status.MERGED.value),
            ("resolved_at", now),
            ("resolved_by_id", by.pk if by else None),
        )
        if getattr(row, field) != value
    ]


# --- Columns --------------------------------------------------------------------------------------------------
def set_columns(values: Iterable[tuple[type, Any, str, Any]]) -> None:
    """Set (model, key, column, value) of each; a membership is freed before another file takes it."""
    rows: dict[tuple[type, Any], dict[str, Any]] = defaultdict(dict)
    for model, pk, field, value in values:
        rows[model, pk][field] = value
    freed_first = sorted(rows.items(), key=lambda row: bool(row[1].get("membership_number")))
    takers = [pk for (_model, pk), columns in freed_first if columns.get("membership_number")]
    if len(takers) > 1:  # they swap: with all but one freed, each finds its number free in turn
        Guest.objects.filter(pk__in=takers[1:]).update(membership_number=None)
    for (model, pk), columns in freed_first:
        if model is Guest:
            columns = columns | {"lock_version": F("lock_version") + 1, "updated_at": timezone.now()}
        model._default_manager.filter(pk=pk).update(**columns)


def as_json(change: RowChange) -> dict[str, Any]:
    """A changed column as the log keeps it."""
    return {
        "model": change.model._meta.label_lower,
        "pk": change.pk,
        "field": change.field,
        "before": plain(change.before),
        "after": plain(change.after),
    }


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it without loss."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def tied_models() -> dict[str, type]:
    """The models that a merge's log may name, by label."""
    return {tie.model._meta.label_lower: tie.model for tie in ties()}

"""What a merge of two files would do, read in a bounded number of queries and written nowhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.audit import changes_of
from guests.merge_plan import FieldChoice, MergePlan, Moved, RowChange
from guests.merging import (
    ALONG,
    NAMES,
    SINGLE,
    VIP,
    Said,
    Side,
    former_names,
    side_of,
    vip_side,
)
from guests.models import Guest
from guests.selectors.merge_logs import refusals_to_add, review_changes
from guests.ties import Merge, Tie, ties

#: Of a file's change history, so many stored rows are read to know since when a value stands.
HISTORY_READ = 100


def plan_merge(*, survivor: Guest, absorbed: Guest, choices: Mapping[str, str]) -> MergePlan:
    """What merging `absorbed` into `survivor` does; `choices` is {field of SINGLE: 'survivor' or 'absorbed'}."""
    moved = [_moved(tie, survivor.pk, absorbed.pk) for tie in movable_ties()]
    ours, theirs = _columns(survivor), _columns(absorbed)
    fields = _fields(survivor, absorbed, ours, theirs, choices)
    changes = [
        *_guest_changes(survivor.pk, absorbed.pk, ours, theirs, fields, choices),
        *(change for each in moved for change in _settled(each, survivor.pk)),
        *review_changes(survivor.pk, absorbed.pk),
    ]
    return MergePlan(
        survivor=survivor,
        absorbed=absorbed,
        fields=tuple(fields),
        changes=tuple(changes),
        moved=tuple(each for each in moved if each.moving or each.staying),
        refusals=tuple(refusals_to_add(survivor.pk, absorbed.pk)),
        obstacles=tuple(obstacles_of(survivor, absorbed)),
    )


def movable_ties() -> list[Tie]:
    """The ties whose rows a merge hands over."""
    return [tie for tie in ties() if tie.merge in (Merge.MOVE, Merge.UNITE)]


def obstacles_of(survivor: Guest, absorbed: Guest) -> list[str]:
    """In words, why these two files may not be merged."""
    if survivor.pk == absorbed.pk:
        return [_("This is one and the same file. Choose another one.")]
    found = []
    for guest in (survivor, absorbed):
        if guest.merged_into_id:
            message = _("%(old)s was merged already, into %(new)s. Merge that file.")
            found.append(message % {"old": guest.number, "new": guest.merged_into.number})
        if guest.erased_at:
            message = _("%(number)s was erased: nothing may be joined to it any more.")
            found.append(message % {"number": guest.number})
    if survivor.is_synthetic != absorbed.is_synthetic:
        found.append(
            _("One of the two is an invented guest of the demonstration hotel, the other a real one.")
        )
    for tie in ties():
        if tie.clash is not None and not found:
            found += tie.clash(survivor.pk, absorbed.pk)
    return found


# --- Fields -------------------------------------------------------------------------------------------------
def _columns(guest: Guest) -> dict[str, Any]:
    along = [name for names in ALONG.values() for name in names]
    more = ("former_names", "confirmed_fields", "is_anonymous", "merged_into_id")
    return Guest.objects.values(*SINGLE, *along, *VIP, *more).get(pk=guest.pk)


def _fields(survivor, absorbed, ours, theirs, choices) -> list[FieldChoice]:
    since, since_there = _since(survivor), _since(absorbed)
    fields = []
    for name in SINGLE:
        here = Said(
            _not(absorbed.pk, name, ours), _is_confirmed(ours, name), since.get(name, survivor.created_at)
        )
        there = Said(
            _not(survivor.pk, name, theirs),
            _is_confirmed(theirs, name),
            since_there.get(name, absorbed.created_at),
        )
        is_open = here.value != there.value and not (here.is_empty and there.is_empty)
        side = side_of(here, there, choices.get(name, "") if is_open else "")
        fields.append(FieldChoice(name, here.value, there.value, side, is_open))
    return fields


def _not(other: int, name: str, columns: Mapping[str, Any]) -> Any:
    """Nobody recommended himself: between the two files that link says nothing."""
    return None if name == "referred_by_id" and columns[name] == other else columns[name]


def _is_confirmed(columns: Mapping[str, Any], name: str) -> bool:
    return name.removesuffix("_id") in columns["confirmed_fields"]


def _since(guest: Guest) -> dict[str, datetime]:
    """Since when each column says what it says, as far as the history was read."""
    newest: dict[str, datetime] = {}
    for change in changes_of(guest, limit=HISTORY_READ):
        newest.setdefault(change.field.attname, change.at)
    return newest


def _guest_changes(survivor_id, absorbed_id, ours, theirs, fields, choices) -> list[RowChange]:
    """Columns of the two guests' own rows; a membership that gives way stays where it is and leads to him."""
    after = {each.name: each.theirs for each in fields if each.side is Side.ABSORBED and each.is_open}
    after |= {along: theirs[along] for name in after for along in ALONG.get(name, ())}
    if ours["referred_by_id"] == absorbed_id:
        after.setdefault("referred_by_id", None)
    if vip_side(ours, theirs) is Side.ABSORBED:
        after |= {name: theirs[name] for name in VIP}
    if ours["is_anonymous"] and not theirs["is_anonymous"]:
        after["is_anonymous"] = False
    names = {name: after.get(name, ours[name]) for name in NAMES}
    given_way = [(ours if name in after else theirs)[name] for name in NAMES]
    after["former_names"] = former_names(
        names.values(), ours["former_names"], theirs["former_names"], given_way
    )
    after["confirmed_fields"] = _confirmed(ours, theirs, fields, choices)
    changes = [
        RowChange(Guest, survivor_id, name, ours[name], value)
        for name, value in after.items()
        if ours[name] != value
    ]
    if "membership_number" in after:
        changes.append(
            RowChange(
                Guest,
                absorbed_id,
                "membership_number",
                theirs["membership_number"],
                ours["membership_number"],
            )
        )
    return [*changes, RowChange(Guest, absorbed_id, "merged_into_id", None, survivor_id)]


def _confirmed(ours, theirs, fields, choices) -> list[str]:
    """What is confirmed in the merged file: with the value goes whether a person had confirmed it."""
    confirmed = {
        name for name in ours["confirmed_fields"] if name not in {_plain(each.name) for each in fields}
    }
    confirmed |= {name for name in theirs["confirmed_fields"] if name in VIP and theirs["is_vip"]}
    for each in fields:
        source = theirs if each.side is Side.ABSORBED else ours
        same = each.ours == each.theirs
        if (
            _is_confirmed(source, each.name)
            or (same and _is_confirmed(theirs, each.name))
            or (each.is_open and each.name in choices)
        ):
            confirmed.add(_plain(each.name))
    return sorted(confirmed)


def _plain(name: str) -> str:
    return name.removesuffix("_id")


# --- Rows ---------------------------------------------------------------------------------------------------
def _moved(tie: Tie, survivor_id: int, absorbed_id: int) -> Moved:
    rows = tie.model._default_manager.filter(**{tie.path: absorbed_id}).order_by("pk")
    if tie.apart:
        rows = rows.exclude(**{tie.apart: survivor_id})
    if tie.merge is Merge.MOVE:
        return Moved(tie, tuple(rows.values_list("pk", flat=True)))
    his = tie.model._default_manager.filter(**{tie.path: survivor_id}).values_list("pk", *tie.same_by)
    present = {tuple(key) for _pk, *key in his}
    moving, staying = [], []
    for pk, *key in rows.values_list("pk", *tie.same_by):
        (staying if tuple(key) in present else moving).append(pk)
    return Moved(tie, tuple(moving), tuple(staying))


def _settled(moved: Moved, survivor_id: int) -> list[RowChange]:
    """Doubles strengthen what is there and are set aside; of first choices his own remains."""
    tie, changes = moved.tie, []
    objects = tie.model._default_manager
    if moved.staying and (tie.wins or tie.left):
        wins, left = dict(tie.wins), dict(tie.left)
        columns = {*wins, *left, *tie.same_by}
        for double in objects.filter(pk__in=moved.staying).values("pk", *columns):
            same = {name: double[name] for name in tie.same_by}
            kept = objects.filter(**{tie.path: survivor_id}, **same).values("pk", *wins).get()
            changes += [
                RowChange(tie.model, kept["pk"], name, kept[name], value)
                for name, value in wins.items()
                if double[name] == value != kept[name]
            ]
            changes += [
                RowChange(tie.model, double["pk"], name, double[name], value)
                for name, value in left.items()
                if double[name] != value
            ]
    if tie.first and moved.moving and objects.filter(**{tie.path: survivor_id, tie.first: True}).exists():
        firsts = objects.filter(pk__in=moved.moving, **{tie.first: True}).values_list("pk", flat=True)
        changes += [RowChange(tie.model, pk, tie.first, True, False) for pk in firsts]
    return changes

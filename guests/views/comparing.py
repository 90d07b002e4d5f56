"""Two files side by side, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django_countries.fields import Country

from common.masking import mask_email, mask_phone
from common.wording import bracketed
from guests.choices import LANGUAGES_SPOKEN
from guests.merge_plan import FieldChoice, MergePlan, Moved
from guests.merging import Side
from guests.models import Guest

NOTHING = "—"


@dataclass(frozen=True)
class FieldLine:
    """One field: what the kept file (`ours`) and the other one (`theirs`) say, and which is proposed."""

    name: str
    label: str
    ours: str
    theirs: str
    is_open: bool
    takes_theirs: bool


@dataclass(frozen=True)
class ListLine:
    """What is united: every entry of both files."""

    label: str
    ours: list[str]
    theirs: list[str]


@dataclass(frozen=True)
class MoveLine:
    """How many rows of one kind go over, how many are there already, and where they can be seen."""

    label: str
    moving: int
    staying: int
    anchor: str


#: Where on the guest page each kind of row is shown.
ANCHORS = {
    "guests.guestphone": "contacts",
    "guests.guestemail": "contacts",
    "guests.preference": "preferences",
    "guests.note": "notes",
    "guests.alert": "alerts",
    "guests.relationship": "relationships",
    "guests.consent": "consents",
    "reservations.stay": "stays",
    "reservations.reservation": "stays",
}


def field_lines(plan: MergePlan) -> list[FieldLine]:
    """The fields in which at least one file says something, those that differ first."""
    named = _names_behind(plan.fields)
    lines = [
        FieldLine(
            name=each.name,
            label=str(_column(each.name).verbose_name),
            ours=_words(each.name, each.ours, named),
            theirs=_words(each.name, each.theirs, named),
            is_open=each.is_open,
            takes_theirs=each.side is Side.ABSORBED,
        )
        for each in plan.fields
        if each.ours not in ("", None) or each.theirs not in ("", None)
    ]
    return sorted(lines, key=lambda line: not line.is_open)


def list_lines(survivor: Guest, absorbed: Guest) -> list[ListLine]:
    """What both files have of everything that is united, contacts masked."""
    lines = [
        ListLine(label, list(of(survivor)), list(of(absorbed)))
        for label, of in (
            (_("Phones"), lambda g: [mask_phone(row.number) for row in g.phones.order_by("pk")]),
            (_("E-mails"), lambda g: [mask_email(row.address) for row in g.emails.order_by("pk")]),
            (_("Documents"), lambda g: [str(row) for row in g.documents.order_by("pk")]),
            (_("Former names"), lambda g: g.former_names),
            (_("Numbers in other systems"), lambda g: [str(row) for row in g.external_ids.order_by("pk")]),
        )
    ]
    return [line for line in lines if line.ours or line.theirs]


def move_lines(moved: Sequence[Moved]) -> list[MoveLine]:
    """Counts by kind; two ways to the same kind of row stand in two lines."""
    return [
        MoveLine(
            label=kind_of(each.tie.model, each.tie.path),
            moving=len(each.moving),
            staying=len(each.staying),
            anchor=ANCHORS.get(each.tie.model._meta.label_lower, ""),
        )
        for each in moved
    ]


def kind_of(model: type[models.Model], path: str) -> str:
    """'phone'; of a second way to the same kind also which one it is: 'reservation (booked by)'."""
    if model is Guest:
        merged = path == "merged_into"
        return _("files merged into it before") if merged else _("guests whom he recommended")
    kind = str(model._meta.verbose_name)
    return kind if path == "guest" else kind + bracketed(model._meta.get_field(path).verbose_name)


def _column(name: str) -> models.Field:
    return Guest._meta.get_field(name.removesuffix("_id"))


def _names_behind(fields: Sequence[FieldChoice]) -> dict[tuple[str, int], str]:
    """What the keys among the values stand for."""
    named = {}
    for each in fields:
        keys = {each.ours, each.theirs} - {None}
        if each.name.endswith("_id") and keys:
            rows = _column(each.name).related_model._default_manager.filter(pk__in=keys)
            named |= {(each.name, row.pk): str(row) for row in rows}
    return named


def _words(name: str, value: Any, named: dict[tuple[str, int], str]) -> str:
    if value in ("", None):
        return NOTHING
    if name.endswith("_id"):
        return named.get((name, value), str(value))
    if name == "nationality":
        return str(Country(value).name)
    if name == "language":
        return str(dict(LANGUAGES_SPOKEN).get(value, value))
    return str(dict(_column(name).flatchoices).get(value, value))

"""Two people save one form: what both changed is shown field by field, and the second one chooses.

The service raises EditConflict; the page draws `lines_of` it (components/conflicts.html) above the form, which keeps
what was typed. Each choice comes back as keep_<field>: where it says "theirs", `with_theirs` puts the stored value in
place of the typed one before the form is checked, so that the rules see what will be saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, Field
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.errors import EditConflict
from common.wording import listed

_KEEP, _THEIRS = "keep_", "theirs"


@dataclass(frozen=True)
class ConflictLine:
    """One field in words: as it was when the form was opened ('' unknown), as typed here, as others saved it."""

    name: str
    label: str
    before: str
    yours: str
    theirs: str

    @property
    def parameter(self) -> str:
        return f"{_KEEP}{self.name}"


def lines_of(form: BaseForm, conflict: EditConflict) -> list[ConflictLine]:
    """Every field that both changed, in the order of the conflict."""
    lines = []
    for column, yours, theirs in conflict.conflicts:
        name = column.removesuffix("_id")
        field = form.fields[name]
        before = said(field, conflict.before[column]) if column in conflict.before else ""
        lines.append(ConflictLine(name, str(field.label), before, said(field, yours), said(field, theirs)))
    return lines


def said(field: Field, value: Any) -> str:
    """A value as people read it: labels of choices, names of records, yes and no; '—' for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return listed(value) or "—"
    if value is None or value == "":
        return "—"
    key = str(getattr(value, "pk", getattr(value, "code", value)))
    choices = getattr(field, "choices", None) or ()
    return next((str(label) for known, label in choices if str(known) == key), str(value))


def with_theirs(posted: QueryDict, stored: BaseForm) -> QueryDict:
    """What was posted, with the value of `stored` (the form as it would be opened now) where theirs was chosen."""
    chosen = [
        name
        for name in stored.fields
        if posted.get(f"{_KEEP}{name}") == _THEIRS and not stored.fields[name].disabled
    ]
    if not chosen:
        return posted
    return _filled_in(posted, stored, chosen)


def opened_again(
    posted: QueryDict, stored: BaseForm, conflict: EditConflict, *, memory: str = "version"
) -> QueryDict:
    """What was typed, on top of what is stored now: saving it once more means to overwrite what was shown, only that.

    `stored` carries, in the hidden field `memory`, what it was opened with.
    """
    theirs = [column.removesuffix("_id") for column in conflict.only_theirs]
    return _filled_in(posted, stored, [*theirs, memory])


def _filled_in(posted: QueryDict, stored: BaseForm, names: Iterable[str]) -> QueryDict:
    data = posted.copy()
    for name in names:
        value = stored[name].value()
        data.pop(name, None)
        if isinstance(value, list | tuple):
            data.setlist(name, [str(one) for one in value])
        elif value is not None and value is not False:
            data[name] = str(value)
    return data


def settled(instance: Any, news: Mapping[str, Any], expected_version: int) -> dict[str, Any]:
    """Of `news`, what its editor changed since he opened `instance` at `expected_version`; call it under its lock.

    What only others changed stays as it is. Raises EditConflict for the fields that both changed, or for all that
    differ where nobody remembers what he saw.
    """
    news = {name: value for name, value in news.items() if getattr(instance, name) != value}
    if instance.lock_version == expected_version or not news:
        return news
    opened = instance.events.filter(lock_version=expected_version).order_by("-pgh_id").first()
    if opened is None:
        raise EditConflict(conflicts=[(name, value, getattr(instance, name)) for name, value in news.items()])
    mine = {name: value for name, value in news.items() if getattr(opened, name) != value}
    both = [name for name in mine if getattr(opened, name) != getattr(instance, name)]
    if both:
        raise EditConflict(
            conflicts=[(name, mine[name], getattr(instance, name)) for name in both],
            before={name: getattr(opened, name) for name in both},
            only_theirs=news.keys() - mine.keys(),
        )
    return mine

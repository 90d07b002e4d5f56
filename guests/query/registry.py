"""The one registry of what guests can be asked for: each app registers its conditions in `AppConfig.ready()`.

    register(Condition("stays.room", _("Ever stayed in room"), group=_("Stays"), kind=Kind.LOOKUP,
                       choices=rooms, permission="reservations.view_stay", build=stayed_in))

`build(asked)` answers with a `Q` over Guest's own columns, or with a queryset of exactly one column of guest
ids, or with a `Total`: the engine joins such sets and figures, so that a condition never loops over guests.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guests.query.totals import Total

Words = str | Promise
Choices = Iterable[tuple[str, Words]]


class Kind(StrEnum):
    """What a condition, or a narrowing of it, is given."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    LOOKUP = "lookup"  # as a choice, from a list too long to show: codes typed, separated by commas
    FLAG = "flag"


class Operator(StrEnum):
    CONTAINS = "contains"
    STARTS = "starts"
    IS = "is"
    BETWEEN = "between"
    LAST_DAYS = "last_days"
    LONGER_AGO = "longer_ago"
    NEXT_DAYS = "next_days"
    ANY_OF = "any_of"
    HOLDS = "holds"


OPERATOR_WORDS: dict[Operator, Words] = {
    Operator.CONTAINS: _("contains"),
    Operator.STARTS: _("begins with"),
    Operator.IS: _("is exactly"),
    Operator.BETWEEN: _("from – to"),
    Operator.LAST_DAYS: _("in the last … days"),
    Operator.LONGER_AGO: _("longer ago than … days"),
    Operator.NEXT_DAYS: _("in the next … days"),
    Operator.ANY_OF: _("is one of"),
    Operator.HOLDS: _("holds"),
}

#: The operators of each kind; the first is the one a new row begins with.
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: (Operator.CONTAINS, Operator.STARTS, Operator.IS),
    Kind.NUMBER: (Operator.BETWEEN,),
    Kind.MONEY: (Operator.BETWEEN,),
    Kind.DATE: (Operator.BETWEEN, Operator.LAST_DAYS, Operator.LONGER_AGO, Operator.NEXT_DAYS),
    Kind.CHOICE: (Operator.ANY_OF,),
    Kind.LOOKUP: (Operator.ANY_OF,),
    Kind.FLAG: (Operator.HOLDS,),
}


@dataclass(frozen=True)
class Asked:
    """What `build` is given, checked already.

    `value` is a text, a tuple (from, to) with None for an open end (Decimals; dates, whatever the operator
    was), a tuple of keys, or None for a flag. `narrowed` holds the filled-in narrowings by name, each a
    tuple of the same shapes; `on` is the business date.
    """

    operator: Operator
    value: Any
    on: date
    narrowed: Mapping[str, Any] = field(default_factory=dict)


Build = Callable[[Asked], Q | QuerySet | Total]


@dataclass(frozen=True)
class Narrowing:
    """A further field of a condition, always optional: which stays are counted, which money is summed.

    Of kind CHOICE, LOOKUP (any of) or DATE (from – to).
    """

    name: str
    label: Words
    kind: Kind
    choices: Callable[[], Choices] | None = None


@dataclass(frozen=True)
class Condition:
    """One thing that guests can be asked for.

    `key` is stable: saved queries are made of it. `permission` is needed to use it, '' for none beyond the
    query itself. `personal` ones name or find a person, so that they never stand in an address. `choices`
    is called when it is needed; CHOICE and LOOKUP need it. `unit` stands behind a number.
    """

    key: str
    label: Words
    group: Words
    kind: Kind
    build: Build
    choices: Callable[[], Choices] | None = None
    operators: tuple[Operator, ...] = ()
    permission: str = ""
    personal: bool = False
    narrowings: tuple[Narrowing, ...] = ()
    unit: Words = ""

    @property
    def offered(self) -> tuple[Operator, ...]:
        return self.operators or OPERATORS[self.kind]

    def narrowing(self, name: str) -> Narrowing | None:
        return next((part for part in self.narrowings if part.name == name), None)


_conditions: dict[str, Condition] = {}


def register(condition: Condition) -> Condition:
    """Add `condition`; registering its key again replaces it."""
    _conditions[condition.key] = condition
    return condition


def register_in(group: Words, permission: str = "") -> Callable[..., Condition]:
    """`register` for many conditions of one group and permission: `add(key, label, kind, build, …)`."""
    return partial(_registered, group, permission)


def _registered(
    group: Words, usual: str, key: str, label: Words, kind: Kind, build: Build, **rest: Any
) -> Condition:
    rest.setdefault("permission", usual)
    return register(Condition(key, label, group, kind, build, **rest))


def condition_named(key: str) -> Condition | None:
    """The condition of this key; None if no installed app knows it."""
    return _conditions.get(key)


def conditions_for(user) -> list[Condition]:
    """What this person may ask for, in the order of registration."""
    return [condition for condition in _conditions.values() if may_ask(user, condition)]


def may_ask(user, condition: Condition) -> bool:
    return not condition.permission or user.has_perm(condition.permission)

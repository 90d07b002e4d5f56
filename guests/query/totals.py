"""Figures of each guest over rows that belong to him: all that a query asks of the same rows, in one pass over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Aggregate, BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.db.models.sql.constants import LOUTER

from guests.models import Guest
from guests.query.sets import Ends, within


@dataclass(frozen=True)
class Rows:
    """Which rows a figure is made of. Equal ones are read once, however many figures are made of them.

    `find(dict(narrowed))` answers with the rows; `guest` is the way from a row to its guest. `by_guest` says that
    an index holds them in the guests' order: only then a share of the guests reads but its share of them.
    """

    find: Callable[[Mapping[str, Any]], QuerySet]
    narrowed: tuple[tuple[str, Any], ...] = ()
    guest: str = "guest"
    by_guest: bool = True

    def queryset(self) -> QuerySet:
        return self.find(dict(self.narrowed)).order_by()


@dataclass(frozen=True)
class Total:
    """The guests whose `figure` over `rows` lies in `ends` (from, to; None leaves one end open).

    `figure(filter=which)` is the aggregate; `which` says by the rows' own columns which of them count. A guest
    without any has `absent`: 0, or None where he is outside whatever the ends are.
    """

    rows: Rows
    figure: Callable[..., Aggregate]
    ends: tuple[Any, Any]
    which: Q = field(default_factory=Q)
    absent: int | None = 0

    @property
    def counts_nothing(self) -> bool:
        """Whether a guest without rows is among them."""
        low, high = self.ends
        return self.absent is not None and (low is None or low <= 0) and (high is None or high >= 0)


class Passes:
    """What one query asks of all rows: first every total is added, then the passes are joined to the guests.

    A pass says of each guest which totals find him other than one without rows, and leaves out whom none does:
    what is joined to the guests is truths rather than figures, and often of a part of them.
    """

    def __init__(self, totals: list[Total]):
        self._asked: dict[Rows, list[Total]] = {}
        for total in totals:
            self._asked.setdefault(total.rows, []).append(total)

    @property
    def can_be_shared(self) -> bool:
        return all(rows.by_guest for rows in self._asked)

    def beside(self, guests: QuerySet[Guest], keys: Ends) -> QuerySet[Guest]:
        """`guests`, whose keys lie in `keys`, with their totals: one derived table for each kind of rows."""
        guests = guests.all()
        parent = guests.query.get_initial_alias()
        for place, (rows, asked) in enumerate(self._asked.items()):
            guests.query.join(_Beside(_grouped(rows, asked, keys), f"totals_{place}", parent))
        return guests

    def inside(self, total: Total, *, negated: bool) -> RawSQL:
        """The condition on `beside()` that `total` makes; turned round it is known of everybody, too."""
        place = list(self._asked).index(total.rows)
        name = _name(self._asked[total.rows].index(total))
        differs = f'"totals_{place}"."{name}"'  # both are ours; unknown of who does not
        said = differs if total.counts_nothing == negated else f"{differs} IS NOT TRUE"
        return RawSQL(said, (), output_field=BooleanField())  # nosec B611


def _grouped(rows: Rows, asked: list[Total], keys: Ends) -> QuerySet:
    """One row for each guest who differs from one without rows: his key, then in which totals he does."""
    found = rows.queryset().filter(within(rows.guest, keys))
    if all(total.which == asked[0].which for total in asked):
        # Where all count the same rows the others need not be read: often a smaller index holds these.
        figures = [total.figure() for total in asked]
        found = found.filter(asked[0].which)
    else:
        figures = [total.figure(filter=total.which) for total in asked]
    differing = {_name(place): _differs(total, f"of_{place}") for place, total in enumerate(asked)}
    found = found.values(rows.guest).alias(**{f"of_{place}": figure for place, figure in enumerate(figures)})
    return found.annotate(**differing).filter(reduce(or_, differing.values()))


def _differs(total: Total, figure: str) -> Q:
    """Whether the figure so called lies where that of a guest without rows does not."""
    low, high = total.ends
    if total.counts_nothing:
        joined, sides = or_, [(LessThan, low), (GreaterThan, high)]
    else:
        joined, sides = and_, [(GreaterThanOrEqual, low), (LessThanOrEqual, high)]
    return reduce(joined, [Q(lies(F(figure), end)) for lies, end in sides if end is not None])


def _name(place: int) -> str:
    return f"total_{place}"


class _Beside:
    """A derived table of totals, left-joined to the guests: what Django's Query.join() wants of a join."""

    join_type = LOUTER
    nullable = True
    filtered_relation = None

    def __init__(self, grouped: QuerySet, table_name: str, parent_alias: str):
        self.grouped = grouped
        self.table_name = self.table_alias = table_name
        self.parent_alias = parent_alias

    def relabeled_clone(self, change_map: Mapping[str, str]) -> "_Beside":
        """The same under a renamed guest; its own name is its own, in whatever statement it stands."""
        return _Beside(self.grouped, self.table_name, change_map.get(self.parent_alias, self.parent_alias))

    def as_sql(self, compiler, connection) -> tuple[str, tuple]:
        sql, params = self.grouped.query.get_compiler(connection=connection).as_sql()
        quote = compiler.quote_name_unless_alias
        table, guest = quote(self.table_name), quote(self.parent_alias)
        columns = ", ".join(["guest", *self.grouped.query.annotation_select])
        key = compiler.connection.ops.quote_name(Guest._meta.pk.column)
        return f"LEFT OUTER JOIN ({sql}) {table} ({columns}) ON ({table}.guest = {guest}.{key})", params

"""Figures of each guest over rows that belong to him: all that a query asks of the same rows, in one pass over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.constants import LOUTER

from guests.models import Guest


@dataclass(frozen=True)
class Rows:
    """Which rows a figure is made of. Equal ones are read once, however many figures are made of them.

    `find(dict(narrowed))` answers with the rows; `guest` is the way from a row to its guest.
    """

    find: Callable[[Mapping[str, Any]], QuerySet]
    narrowed: tuple[tuple[str, Any], ...] = ()
    guest: str = "guest"

    def queryset(self) -> QuerySet:
        return self.find(dict(self.narrowed)).order_by()


@dataclass(frozen=True)
class Total:
    """The guests whose `figure` over `rows` lies in `ends` (from, to; None leaves an end open).

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
    """What one query asks of all rows: first every total is added, then the passes are joined to the guests."""

    def __init__(self, totals: list[Total]):
        self._asked: dict[Rows, list[Total]] = {}
        for total in totals:
            self._asked.setdefault(total.rows, []).append(total)
        self._grouped = {rows: _grouped(rows, asked) for rows, asked in self._asked.items()}

    def beside(self, guests: QuerySet[Guest]) -> QuerySet[Guest]:
        """`guests` with the totals beside them: one derived table for each kind of rows."""
        guests = guests.all()
        parent = guests.query.get_initial_alias()
        for place, grouped in enumerate(self._grouped.values()):
            guests.query.join(_Beside(grouped, f"totals_{place}", parent))
        return guests

    def inside(self, total: Total, *, negated: bool) -> Q:
        """The condition on `beside()` that `total` makes; never unknown where it is turned round."""
        place = list(self._asked).index(total.rows)
        name = _name(self._asked[total.rows].index(total))
        figure = self._grouped[total.rows].query.annotations[name]
        named = f'"totals_{place}"."{name}"'  # both are ours
        column = RawSQL(named, (), output_field=figure.output_field)  # nosec B611
        inside = Q()
        for lookup, end in zip(("gte", "lte"), total.ends, strict=True):
            if end is not None:
                inside &= Q(column.get_lookup(lookup)(column, end))
        is_nothing = Q(column.get_lookup("isnull")(column, True))
        if total.counts_nothing:
            inside |= is_nothing
        elif negated or not inside:
            inside &= ~is_nothing
        return ~inside if negated else inside


def _grouped(rows: Rows, asked: list[Total]) -> QuerySet:
    """One row a guest: his key, then each total as _name() says."""
    found = rows.queryset()
    if all(total.which == asked[0].which for total in asked):
        # Where all count the same rows the others need not be read: often a smaller index holds these.
        figures = [total.figure() for total in asked]
        found = found.filter(asked[0].which)
    else:
        figures = [total.figure(filter=total.which) for total in asked]
    named = {_name(place): figure for place, figure in enumerate(figures)}
    return found.values(rows.guest).annotate(**named)


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
        columns = ", ".join(["guest", *self.grouped.query.annotations])
        key = compiler.connection.ops.quote_name(Guest._meta.pk.column)
        return f"LEFT OUTER JOIN ({sql}) {table} ({columns}) ON ({table}.guest = {guest}.{key})", params

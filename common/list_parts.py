"""What a list is made of: columns, cells, rows, heads, chips. Frozen; components/list.html draws them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from common.pagination import Page
from common.templatetags import hotel


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `value` takes the row and returns what is shown and exported (default: the attribute named `key`,
    '__' reaching over relations). `sort` names the fields it sorts by, ascending. `template` draws the
    cell with `row` and `value`. Columns with `shown=False` wait in the column picker.
    """

    key: str
    label: str | Promise
    value: Callable[[Any], Any] | None = None
    sort: tuple[str, ...] = ()
    template: str = ""
    numeric: bool = False
    shown: bool = True

    def of(self, row: Any) -> Any:
        """This column's value for `row`."""
        if self.value:
            return self.value(row)
        for name in self.key.split("__"):
            if row is None:
                return None
            row = getattr(row, name)
        return row() if callable(row) else row


@dataclass(frozen=True)
class Total:
    """How many rows the filters leave; `as_of` where the count was stored and not made now."""

    count: int
    as_of: datetime | None = None


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any

    @property
    def text(self) -> str:
        """The value as a reader expects it."""
        if self.value is None or self.value == "":
            return hotel.NOTHING
        if isinstance(self.value, datetime):
            return hotel.moment(self.value)
        if isinstance(self.value, date):
            return hotel.day(self.value)
        if isinstance(self.value, Decimal):
            return hotel.number(self.value, 2)
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return hotel.number(self.value)
        return str(self.value)


@dataclass(frozen=True)
class Row:
    object: Any
    cells: list[Cell]
    url: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's head; `direction` is '', 'ascending' or 'descending', `sort_url` '' where it cannot sort."""

    column: Column
    direction: str = ""
    sort_url: str = ""


@dataclass(frozen=True)
class Chip:
    """One filter in force and the address without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class ColumnChoice:
    column: Column
    shown: bool


@dataclass(frozen=True)
class ListState:
    """All that components/list.html draws."""

    rows: list[Row]
    headings: list[Heading]
    chips: list[Chip]
    column_choices: list[ColumnChoice]
    page: Page
    total: Total
    previous_url: str
    next_url: str
    clear_url: str
    export_url: str
    filter_form: Any = None
    kept_for_filter: list[tuple[str, str]] = field(default_factory=list)
    kept_for_columns: list[tuple[str, str]] = field(default_factory=list)

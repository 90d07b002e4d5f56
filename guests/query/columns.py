"""What can be shown of the guests that a query finds: each app registers its columns, as it does its conditions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.list_parts import Column


@dataclass(frozen=True)
class QueryColumn:
    """A column of result lists and exports.

    `annotations` are expressions over Guest that the column reads or sorts by; they are added only while it
    is shown. A phone or an address is shown by `masked(value)`; who may export it whole gets it whole.
    """

    column: Column
    permission: str = ""
    annotations: Mapping[str, Any] | None = None
    masked: Callable[[Any], Any] | None = None

    def value(self, guest: Any, *, whole: bool) -> Any:
        """As it may leave the system."""
        value = self.column.of(guest)
        return value if whole or self.masked is None else self.masked(value)


_columns: dict[str, QueryColumn] = {}


def register(*columns: QueryColumn) -> None:
    """Add `columns`; registering a key again replaces it."""
    for column in columns:
        _columns[column.column.key] = column


def label_of(key: str) -> str:
    """The head of a column by its key; a key that is registered no more stays as it is."""
    return str(_columns[key].column.label) if key in _columns else key


def columns_for(user) -> list[QueryColumn]:
    """What this person may see, in the order of registration."""
    return [one for one in _columns.values() if not one.permission or user.has_perm(one.permission)]

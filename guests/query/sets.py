"""Sets of guests as single statements: the building blocks of conditions."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from guests.models import Guest

#: From – to, both included; None leaves an end open.
Ends = tuple[Any, Any]
ALL: Ends = (None, None)


def within(field: str, ends: Ends) -> Q:
    """`field` from – to, both included; None leaves an end open."""
    low, high = ends
    found = Q()
    if low is not None:
        found &= Q(**{f"{field}__gte": low})
    if high is not None:
        found &= Q(**{f"{field}__lte": high})
    return found


def ids(rows: QuerySet, guest: str = "guest") -> QuerySet:
    """One column of guest ids out of rows that belong to guests."""
    return rows.order_by().values(guest)


def among(guests: QuerySet, keys: Ends) -> QuerySet:
    """Those of `guests` (one column of ids) whose ids lie in `keys`."""
    (column,) = guests.query.values_select
    return guests.filter(within(column, keys))


def without(guests: QuerySet) -> QuerySet:
    """The ids of everybody who is not in `guests` (one column of ids).

    Written so that PostgreSQL joins against it: NOT IN over a large set would be asked row by row.
    """
    them = Guest.objects.filter(pk=OuterRef("pk"), pk__in=guests)
    return Guest.objects.filter(~Exists(them)).values("pk")

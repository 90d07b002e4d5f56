"""Sets of guests as single statements: the building blocks of conditions."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from guests.models import Guest


def within(field: str, ends: tuple[Any, Any]) -> Q:
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


def without(guests: QuerySet) -> QuerySet:
    """The ids of everybody who is not in `guests` (one column of ids).

    Written so that PostgreSQL joins against it: NOT IN over a large set would be asked row by row.
    """
    them = Guest.objects.filter(pk=OuterRef("pk"), pk__in=guests)
    return Guest.objects.filter(~Exists(them)).values("pk")

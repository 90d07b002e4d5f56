"""All guests in ranges of their keys, so that a statement over all of them is done in portions."""

from collections.abc import Iterator

from guests.models import Guest

#: Guests in one range: 10 000 – 50 000 cost at most a seventh more than one statement.
RANGE = 50_000


def id_ranges() -> Iterator[tuple[int, int]]:
    """(after, upto] of RANGE guests each, the last of fewer; asked as they are reached."""
    ids = Guest.objects.order_by("pk").values_list("pk", flat=True)
    after, last = 0, ids.last()
    while last is not None and after < last:
        upto = next(iter(ids.filter(pk__gt=after)[RANGE - 1 : RANGE]), last)
        yield after, upto
        after = upto


def in_range(column: str = "guest_id") -> str:
    """SQL: the guest of `column` is one of the (after, upto] that the statement is given as parameters."""
    return f"{column} > %(after)s AND {column} <= %(upto)s"

"""All guests in ranges of their keys, so that a statement over all of them is done in portions."""

from collections.abc import Iterator

from guests.models import Guest


def id_ranges(size: int) -> Iterator[tuple[int, int]]:
    """(after, upto] of `size` guests each, the last of fewer; asked as they are reached."""
    ids = Guest.objects.order_by("pk").values_list("pk", flat=True)
    after, last = 0, ids.last()
    while last is not None and after < last:
        upto = next(iter(ids.filter(pk__gt=after)[size - 1 : size]), last)
        yield after, upto
        after = upto

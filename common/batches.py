"""A stream in parts."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """`items` in tuples of `size`, the last one shorter; what `itertools.batched` is from Python 3.12 on."""
    remaining = iter(items)
    while batch := tuple(islice(remaining, size)):
        yield batch

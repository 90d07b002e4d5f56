"""Attributes as a table of numbers, on their way into an estimator."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import QuerySet

from analytics.segments.attributes import BY_KEY
from analytics.segments.models import GuestAttributes

if TYPE_CHECKING:
    import pandas as pd

#: What an unknown value is in the table; it fits into one byte like every code.
UNKNOWN = -1
#: Rows in memory as Python objects at a time.
FETCHED = 20_000


def frame(
    attributes: Sequence[str], guests: QuerySet | None = None, limit: int | None = None, seed: int = 0
) -> "pd.DataFrame":
    """The codes of `attributes` (keys), one row a guest of the shown run, by guest id in rising order.

    int8 columns, UNKNOWN where nothing is known. `guests` (one column of guest ids, or guests) narrows to these.
    With `limit` at most so many guests: the same `seed` over the same guests gives the same sample. Raises KeyError
    for an attribute that does not exist.
    """
    import pandas as pd  # loaded where guests go into an estimator, not by every process

    keys = [BY_KEY[key].key for key in attributes]
    rows = GuestAttributes.objects.all()
    if guests is not None:
        rows = rows.filter(guest__in=guests)
    if limit is not None:
        chosen = _sample(rows, limit, seed)
        rows = GuestAttributes.objects.filter(guest__in=chosen.tolist())
    ids, codes = _fetch(rows.order_by("guest_id"), keys)
    return pd.DataFrame(codes, index=pd.Index(ids, name="guest_id"), columns=keys)


def _sample(rows: QuerySet, limit: int, seed: int) -> np.ndarray:
    """`limit` guest ids of `rows`, all of them if they are no more."""
    ids, _none = _fetch(rows.order_by("guest_id"), [])
    if len(ids) <= limit:
        return ids
    return np.random.default_rng(seed).choice(ids, size=limit, replace=False, shuffle=False)


def _fetch(rows: QuerySet, keys: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Guest ids, shape (n,); codes, int8, shape (n, len(keys)). Memory grows by what it returns alone."""
    ids: list[np.ndarray] = []
    codes: list[np.ndarray] = []
    found = rows.values_list("guest_id", *keys).iterator(chunk_size=FETCHED)
    while part := [row for row, _n in zip(found, range(FETCHED), strict=False)]:
        table = np.array(
            [[UNKNOWN if value is None else value for value in row] for row in part], dtype=np.int64
        )
        ids.append(table[:, 0])
        codes.append(table[:, 1:].astype(np.int8))
    if not ids:
        return np.empty(0, dtype=np.int64), np.empty((0, len(keys)), dtype=np.int8)
    return np.concatenate(ids), np.concatenate(codes)

"""Histories of guests for an estimator: numbers alone, read in pieces. Nobody's name leaves the database.

Time is in weeks since the first stay. Two rooms on one day are two stays, as everywhere in the value of guests;
children are left out, as they are of the value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection, transaction

from analytics.value import formulas
from analytics.value.expected_stays import DAYS_PER_WEEK
from common.dates import years_before
from guests.selectors.contactable import OF_AGE_FOR_CONSENT

#: Rows fetched at a time.
PIECE = 20_000


@dataclass(frozen=True)
class Histories:
    """`X`: frequency, recency, silence; `weights`: guests with exactly these."""

    X: np.ndarray
    weights: np.ndarray

    @property
    def guests(self) -> int:
        return int(self.weights.sum())

    @property
    def returns(self) -> int:
        return int(self.X[:, 0] @ self.weights)


@dataclass(frozen=True)
class Hindsight:
    """One row a guest who had stayed by a day: `X` as of that day, `recent` stays of his habit, `stays` and `spend`
    up to it; `came` and `gain`: stays and their spend afterwards."""

    X: np.ndarray
    recent: np.ndarray
    spend: np.ndarray
    came: np.ndarray
    gain: np.ndarray


def histories(*, on: date) -> Histories:
    """Of everybody who had completed a stay by `on`; equal ones are one row."""
    found = _read(
        """
        SELECT stays - 1, last_on - first_on, %(on)s::date - last_on, count(*)
        FROM (
            SELECT guest_id, count(*) AS stays, min(arrival) AS first_on, max(arrival) AS last_on
            FROM reservations_stay WHERE status = 'checked_out' AND departure <= %(on)s GROUP BY guest_id
        ) s
        JOIN guests_guest g ON g.id = s.guest_id AND (g.birthday IS NULL OR g.birthday <= %(of_age)s)
        GROUP BY 1, 2, 3
        """,
        {"on": on, "of_age": years_before(on, OF_AGE_FOR_CONSENT)},
        columns=4,
    )
    return Histories(_in_weeks(found[:, :3]), found[:, 3])


def hindsight(*, since: date, until: date) -> Hindsight:
    """What was known on `since`, and what happened until `until`."""
    found = _read(
        """
        SELECT stays - 1, last_on - first_on, %(since)s::date - last_on, recent, spend::float8, came,
               coalesce(gain, 0)::float8
        FROM (
            SELECT guest_id, count(*) FILTER (WHERE departure <= %(since)s) AS stays,
                   count(*) FILTER (WHERE departure <= %(since)s AND arrival > %(habit)s) AS recent,
                   min(arrival) FILTER (WHERE departure <= %(since)s) AS first_on,
                   max(arrival) FILTER (WHERE departure <= %(since)s) AS last_on,
                   sum(spend) FILTER (WHERE departure <= %(since)s) AS spend,
                   count(*) FILTER (WHERE departure > %(since)s) AS came,
                   sum(spend) FILTER (WHERE departure > %(since)s) AS gain
            FROM reservations_stay WHERE status = 'checked_out' AND departure <= %(until)s GROUP BY guest_id
        ) s
        JOIN guests_guest g ON g.id = s.guest_id AND (g.birthday IS NULL OR g.birthday <= %(of_age)s)
        WHERE stays > 0
        ORDER BY s.guest_id
        """,
        {
            "since": since,
            "until": until,
            "habit": formulas.habit_since(since),
            "of_age": years_before(since, OF_AGE_FOR_CONSENT),
        },
        columns=7,
    )
    return Hindsight(_in_weeks(found[:, :3]), *found[:, 3:].T)


def _in_weeks(days: np.ndarray) -> np.ndarray:
    return days / np.array([1, DAYS_PER_WEEK, DAYS_PER_WEEK])


def _read(sql: str, values: dict, *, columns: int) -> np.ndarray:
    """Rows of numbers, as floats; memory grows with the numbers alone."""
    with _cursor() as cursor:
        cursor.execute(sql, values)
        pieces = [np.empty((0, columns)), *(np.array(rows, dtype=float) for rows in _pieces(cursor))]
    return np.concatenate(pieces)


@contextmanager
def _cursor():
    """A cursor that stays with the server, in a transaction that may sort in memory and take its time."""
    with transaction.atomic(), connection.cursor() as settings:
        settings.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL statement_timeout = 0")
        with connection.chunked_cursor() as cursor:
            yield cursor


def _pieces(cursor) -> Iterator[list[tuple]]:
    while rows := cursor.fetchmany(PIECE):
        yield rows

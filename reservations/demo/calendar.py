"""When people travel to Leiyang, and what a room costs then. Pure."""

from datetime import date, timedelta

import numpy as np

#: Monday to Sunday: a house of business travellers is fullest in the middle of the week.
WEEKDAYS = (0.99, 1.07, 1.10, 1.07, 1.02, 0.97, 0.78)
#: January to December: the weeks of the Spring Festival are quiet, the autumn of fairs and conferences is not.
MONTHS = (0.88, 0.76, 1.04, 1.08, 1.10, 0.97, 0.95, 0.97, 1.09, 1.13, 1.10, 0.96)
#: Holidays that fill the house: (month, first day, last day, factor).
HOLIDAYS = ((5, 1, 5, 1.18), (10, 1, 7, 1.2))
#: How strongly the rate follows demand: 0 not at all, 1 fully.
PRICE_FOLLOWS = 0.4


def days_from(first: date, count: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(count)]


def demand(days: list[date]) -> np.ndarray:
    """Relative demand of each day, shape (len(days),), around 1."""
    return np.array([WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] * _holiday(day) for day in days])


def _holiday(day: date) -> float:
    for month, first, last, factor in HOLIDAYS:
        if day.month == month and first <= day.day <= last:
            return factor
    return 1.0


def rate_factors(days: list[date]) -> np.ndarray:
    """What a night costs on each day, as a share of the room type's base rate; shape (len(days),)."""
    return 1 + PRICE_FOLLOWS * (demand(days) - 1)

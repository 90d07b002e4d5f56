"""Counting terms in months. Pure."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where there is none: 31 January + 1 is 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_before(day: date, months: int) -> date:
    """Whatever began on or before this day is `months` old by `day`."""
    return months_after(day, -months)

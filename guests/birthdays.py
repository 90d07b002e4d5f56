"""When a guest celebrates. Pure.

A file holds the day of birth as an identity card has it; who celebrates by the lunar calendar does so on the
lunar month and day of that date, which fall on another day every year.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LCalendars, LunarDate

from guests.choices import Calendar


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar year. `words` is how the Chinese write it: 二月三十, 闰四月初十."""

    month: int
    day: int
    is_leap: bool
    words: str


def lunar_day(birthday: date) -> LunarDay | None:
    """The lunar month and day of a date; None outside 1900 – 2100, which the calendar does not cover."""
    try:
        born = LunarDate.from_solar(birthday)
    except ValueError:
        return None
    words = f"{'闰' if born.leap else ''}{born.strftime('%M月%D')}"
    return LunarDay(month=born.month, day=born.day, is_leap=bool(born.leap), words=words)


def celebrated_in(birthday: date, calendar: str, year: int) -> list[date]:
    """The days of a (solar) year on which he celebrates, in order.

    By the sun it is one, on 28 February where 29 February is missing. By the moon it is none, one or two. A
    leap month's birthday is kept in the month of the same number, a thirtieth in a month of 29 days on its last.
    """
    if calendar != Calendar.LUNAR:
        return [_same_day(birthday, year)]
    born = lunar_day(birthday)
    if born is None:
        return []
    days = (_solar(lunar_year, born) for lunar_year in (year - 1, year))
    return [day for day in days if day is not None and day.year == year]


def next_birthday(birthday: date, calendar: str, on: date) -> date | None:
    """The first day of celebration on or after `on`; None where the lunar calendar does not reach."""
    for year in range(on.year, on.year + 3):  # a lunar one may skip a year
        coming = [day for day in celebrated_in(birthday, calendar, year) if day >= on]
        if coming:
            return coming[0]
    return None


def birthday_within(birthday: date | None, calendar: str, first: date, last: date) -> date | None:
    """The day of celebration from `first` to `last`, both included; None without one."""
    if birthday is None:
        return None
    coming = next_birthday(birthday, calendar, first)
    return coming if coming is not None and coming <= last else None


def _same_day(birthday: date, year: int) -> date:
    try:
        return birthday.replace(year=year)
    except ValueError:
        return date(year, 3, 1) - timedelta(days=1)


def _solar(lunar_year: int, born: LunarDay) -> date | None:
    try:
        day = min(born.day, LCalendars.ndays(lunar_year, born.month))
        return LunarDate(lunar_year, born.month, day).to_solar_date()
    except ValueError:
        return None

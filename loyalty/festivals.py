"""When festivals, birthdays and anniversaries are. Pure.

Lunar dates come from the calendar of `borax` (1900 – 2100); the days of the festivals of twelve years are tested
against the published ones.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate

from guests.birthdays import celebrated_in
from guests.choices import Calendar
from loyalty.giving_choices import Occasion

#: Festival → month and day of the lunar year.
LUNAR = {
    Occasion.SPRING_FESTIVAL: (1, 1),
    Occasion.LANTERN_FESTIVAL: (1, 15),
    Occasion.DRAGON_BOAT: (5, 5),
    Occasion.MID_AUTUMN: (8, 15),
}
#: Festival → month and day of the solar year.
SOLAR = {Occasion.NATIONAL_DAY: (10, 1), Occasion.NEW_YEAR: (1, 1)}
FESTIVALS = (*LUNAR, *SOLAR)


def festival_day(festival: str, year: int) -> date:
    """The day of a festival; of a lunar one `year` is the lunar year, which begins with the Spring Festival of it."""
    if festival in SOLAR:
        return date(year, *SOLAR[Occasion(festival)])
    return LunarDate(year, *LUNAR[Occasion(festival)]).to_solar_date()


def festivals_between(first: date, last: date) -> list[tuple[Occasion, int, date]]:
    """(festival, year, day) of every festival from `first` to `last`, both included, in their order."""
    found = [
        (festival, year, festival_day(festival, year))
        for year in range(first.year, last.year + 1)
        for festival in FESTIVALS
    ]
    return sorted((row for row in found if first <= row[2] <= last), key=lambda row: row[2])


def birthdays_between(birthday: date, calendar: str, first: date, last: date) -> list[tuple[int, date]]:
    """(year, day) of each celebration from `first` to `last`; of a lunar birthday `year` is the lunar one, so that two
    in one solar year are two, and one is one.
    """
    days = [
        day
        for year in range(first.year, last.year + 1)
        for day in celebrated_in(birthday, calendar, year)
        if first <= day <= last and day > birthday
    ]
    if calendar == Calendar.LUNAR:
        return [(LunarDate.from_solar(day).year, day) for day in days]
    return [(day.year, day) for day in days]


def solar_days(first: date, last: date) -> Iterator[tuple[date, tuple[int, int]]]:
    """(day, (month, day) that is remembered on it): 29 February is remembered on the 28th where it is missing."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        yield day, (day.month, day.day)
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
            yield day, (2, 29)

"""When a guest celebrates, by the sun and by the moon."""

from datetime import date

import pytest

from guests.birthdays import birthday_within, celebrated_in, lunar_day, next_birthday
from guests.choices import Calendar


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1966, 3, 21), "二月三十"),
        (date(2020, 6, 1), "闰四月初十"),
        (date(2026, 2, 17), "正月初一"),
        (date(1990, 1, 20), "腊月廿四"),
    ],
)
def test_the_lunar_day_of_a_date_is_written_as_the_chinese_write_it(born, words):
    assert lunar_day(born).words == words


def test_new_year_is_the_first_of_the_first_lunar_month():
    for day in (date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17)):
        assert (lunar_day(day).month, lunar_day(day).day) == (1, 1)


def test_a_lunar_birthday_falls_on_another_day_every_year():
    born = date(2024, 2, 10)
    assert celebrated_in(born, Calendar.LUNAR, 2025) == [date(2025, 1, 29)]
    assert celebrated_in(born, Calendar.LUNAR, 2026) == [date(2026, 2, 17)]


def test_the_thirtieth_is_kept_on_the_last_day_of_a_short_month():
    assert lunar_day(date(1966, 3, 21)).day == 30
    (day,) = celebrated_in(date(1966, 3, 21), Calendar.LUNAR, 2026)
    assert lunar_day(day).month == 2
    assert lunar_day(day).day == 29


def test_a_birthday_in_a_leap_month_is_kept_in_the_month_of_that_number():
    (day,) = celebrated_in(date(2020, 6, 1), Calendar.LUNAR, 2026)
    assert (lunar_day(day).month, lunar_day(day).day, lunar_day(day).is_leap) == (4, 10, False)


def test_a_solar_year_may_have_two_lunar_birthdays_or_none():
    born = date(1989, 12, 30)  # the third of the twelfth month
    assert celebrated_in(born, Calendar.LUNAR, 2000) == [date(2000, 1, 9), date(2000, 12, 28)]
    assert celebrated_in(born, Calendar.LUNAR, 2001) == []


def test_the_next_birthday_is_looked_for_into_the_next_year():
    assert next_birthday(date(2024, 2, 10), Calendar.LUNAR, date(2025, 2, 1)) == date(2026, 2, 17)
    assert next_birthday(date(1980, 1, 5), Calendar.SOLAR, date(2026, 1, 6)) == date(2027, 1, 5)


def test_who_was_born_on_the_29th_of_february_celebrates_on_the_28th_in_between():
    assert celebrated_in(date(2000, 2, 29), Calendar.SOLAR, 2026) == [date(2026, 2, 28)]


def test_a_birthday_during_a_stay_is_found_by_either_calendar():
    first, last = date(2026, 2, 15), date(2026, 2, 18)
    assert birthday_within(date(2024, 2, 10), Calendar.LUNAR, first, last) == date(2026, 2, 17)
    assert birthday_within(date(2024, 2, 10), Calendar.SOLAR, first, last) is None
    assert birthday_within(None, Calendar.SOLAR, first, last) is None


def test_a_date_beyond_the_lunar_calendar_has_no_lunar_day():
    assert lunar_day(date(1850, 1, 1)) is None
    assert next_birthday(date(1850, 1, 1), Calendar.LUNAR, date(2026, 1, 1)) is None

"""The hotel's clock: business dates, months and the moments they begin.

Only the edges (views, tasks, commands) ask for today; everything inside is told with `on=` or `as_of=`.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def business_date(moment: datetime | None = None) -> date:
    """The hotel's date at `moment` (default now): it turns at BUSINESS_DAY_STARTS_AT, not at midnight."""
    local = timezone.localtime(moment)
    return (local - timedelta(hours=settings.BUSINESS_DAY_STARTS_AT)).date()


def business_day_start(on: date) -> datetime:
    """The moment at which business date `on` begins, in the hotel's zone."""
    start = datetime.combine(on, time(settings.BUSINESS_DAY_STARTS_AT))
    return timezone.make_aware(start)


def month_start(on: date) -> date:
    """The first day of the month of `on`; accounting months are kept by it."""
    return on.replace(day=1)


def years_before(on: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)

"""Care for guests, as the calendar and people's lists show it."""

import calendar
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.festivals import festivals_between
from loyalty.giving_choices import Occasion, TaskStatus
from loyalty.models import Care

#: Why a greeting did not go out: the code that is kept → what people read.
REASONS: dict[str, str | Promise] = {
    "too-late": _("its day was over"),
    "not-agreed": _("has not agreed, or is left in peace now"),
    "no-address": _("no address of his own"),
    "blacklist": _("on the blacklist"),
    "synthetic": _("an invented guest"),
    "mail-server": _("the mail server did not take it"),
}


@dataclass(frozen=True)
class Day:
    """One day of the calendar: `festivals` on it, and how much there is to do and was done."""

    day: date
    in_month: bool
    festivals: tuple[str, ...]
    open: int
    settled: int
    greetings: int


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(first: date) -> Month:
    """The weeks of a month, from Monday on; one query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    start, end = weeks[0][0], weeks[-1][-1]
    counts: dict[date, Counter] = defaultdict(Counter)
    rows = Care.objects.filter(day__range=(start, end)).order_by().values("day")
    greeted = ~Q(message="none")
    settled = Q(task__in=[TaskStatus.DONE, TaskStatus.SKIPPED])
    for row in rows.annotate(
        open=Count("pk", filter=Q(task=TaskStatus.OPEN)),
        settled=Count("pk", filter=settled),
        greetings=Count("pk", filter=greeted),
    ):
        counts[row["day"]] = Counter({name: row[name] for name in ("open", "settled", "greetings")})
    festivals: dict[date, list[str]] = defaultdict(list)
    for key, _year, day in festivals_between(start, end):
        festivals[day].append(str(Occasion(key).label))
    return Month(first, tuple(tuple(_day(day, first, festivals, counts) for day in week) for week in weeks))


def _day(day: date, first: date, festivals, counts) -> Day:
    of_day = counts.get(day, Counter())
    return Day(
        day, day.month == first.month, tuple(festivals.get(day, ())),
        of_day["open"], of_day["settled"], of_day["greetings"],
    )  # fmt: skip


def care_on(day: date) -> QuerySet[Care]:
    """Everything of one day: what is to be done first."""
    rows = Care.objects.filter(day=day).select_related("guest", "settled_by")
    return rows.order_by(Case(When(task=TaskStatus.OPEN, then=0), default=1), "occasion", "pk")


def overdue(on: date) -> QuerySet[Care]:
    """What was not done on its day."""
    rows = Care.objects.filter(task=TaskStatus.OPEN, day__lt=on).select_related("guest")
    return rows.order_by("-day", "pk")


def reason_of(care: Care) -> str | Promise:
    return REASONS.get(care.reason, care.reason)

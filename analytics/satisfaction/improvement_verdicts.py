"""Whether an improvement has improved anything (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.samples import Interval, Sample, difference


class Verdict(TextChoices):
    IMPROVED = "improved", _("improved")
    UNCHANGED = "unchanged", _("unchanged")
    WORSE = "worse", _("worse")
    TOO_FEW = "too_few", _("too few answers")


@dataclass(frozen=True)
class Window:
    """The days (both included) before and after the day on which something was done; that day belongs to neither."""

    before_from: date
    before_to: date
    after_from: date
    after_to: date


def window(done_on: date, days: int) -> Window:
    return Window(
        done_on - timedelta(days=days),
        done_on - timedelta(days=1),
        done_on + timedelta(days=1),
        done_on + timedelta(days=days),
    )


def judge(before: Sample, after: Sample, *, fewest: int) -> tuple[Verdict, Interval | None]:
    """The verdict and where the change lies; under `fewest` answers on either side nothing is said."""
    found = difference(before, after)
    if min(before.n, after.n) < fewest or found is None:
        return Verdict.TOO_FEW, None
    if found.low > 0:
        return Verdict.IMPROVED, found
    if found.high < 0:
        return Verdict.WORSE, found
    return Verdict.UNCHANGED, found

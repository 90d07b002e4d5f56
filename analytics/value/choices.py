"""The fixed lists of guest value; keys are stored, labels shown in the reader's language."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The registered name of the nightly run (hotelcrm.nightly).
NIGHT_JOB = "night"
#: Fitting the models of repeat visits, judging them by the year past, and counting cohorts.
FORECAST_JOB = "value_forecast"


class ValueClass(TextChoices):
    """High or low of current value (CCV) and of incremental value (CPV)."""

    HIGH = "high", _("high value")
    SECONDARY = "secondary", _("secondary value")
    POTENTIAL = "potential", _("potential value")
    LOW = "low", _("low value")


class Period(TextChoices):
    YEAR = "year", _("year")
    QUARTER = "quarter", _("quarter")
    MONTH = "month", _("month")


PERIODS_PER_YEAR = {Period.YEAR: 1, Period.QUARTER: 4, Period.MONTH: 12}


class Estimator(TextChoices):
    """How the stays expected in one period (p) are estimated."""

    HABIT = "habit", _("habit: the guest's own rate of stays")
    BG_NBD = "bg_nbd", _("model BG/NBD: rate and time since the last stay")
    MBG_NBD = "mbg_nbd", _("model MBG/NBD: guests may stay away after the first stay too")
    BEST = "best", _("whichever the newest backtest found better")

    @property
    def short(self) -> str:
        """For columns and legends."""
        return str(_SHORT[self])


_SHORT = {
    Estimator.HABIT: _("habit"),
    Estimator.BG_NBD: "BG/NBD",
    Estimator.MBG_NBD: "MBG/NBD",
    Estimator.BEST: _("the better one"),
}
#: Those that are fitted to all guests.
MODELS = (Estimator.BG_NBD, Estimator.MBG_NBD)


class ThresholdKind(TextChoices):
    MEAN = "mean", _("mean")
    MEDIAN = "median", _("median")
    PERCENTILE = "percentile", _("percentile")
    AMOUNT = "amount", _("fixed amount")


class Indicator(TextChoices):
    """The six of CPV, in the order in which they are explained."""

    MOTIVE = "motive", _("motive of stay")
    INDUSTRY = "industry", _("industry")
    INCOME = "income", _("income")
    GROWTH = "growth", _("income against spend")
    CREDIT = "credit", _("credit")
    SATISFACTION = "satisfaction", _("satisfaction")


#: Score of each guests.choices.Credit.
CREDIT_SCORES = {1: 0, 2: 33, 3: 67, 4: 100}

#: Below this share of known weight a CPV is marked uncertain.
CERTAIN_FROM = Decimal("0.5")

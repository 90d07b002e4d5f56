"""The fixed lists of guest value; keys are stored, labels shown in the reader's language."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: The registered name of the nightly run (hotelcrm.nightly).
NIGHT_JOB = "night"


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
    """How the stays expected in one period are estimated. A fitted model is a further choice, once one exists."""

    HABIT = "habit", _("habit: the guest's own rate of stays")


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

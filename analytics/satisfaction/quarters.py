"""Importance × performance: which indicator lies in which quarter (pure)."""

from collections.abc import Sequence
from statistics import fmean, median

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Crosshair(TextChoices):
    """Where the lines stand that part high from low."""

    MEAN = "mean", _("at the means")
    MEDIAN = "median", _("at the medians")


class Quarter(TextChoices):
    KEEP_UP = "keep_up", _("keep up")
    FIX_NOW = "fix_now", _("fix now")
    OPPORTUNITY = "opportunity", _("opportunity")
    WATCH = "watch", _("watch")


#: What to do in each quarter.
ADVICE = {
    Quarter.KEEP_UP: _("The hotel's strength: keep it as it is."),
    Quarter.FIX_NOW: _("Guests are being lost here: begin with these."),
    Quarter.OPPORTUNITY: _("Better than it needs to be: do more with it and win guests by it."),
    Quarter.WATCH: _("Dig for what could raise satisfaction; nothing burns."),
}
#: Kind of the mark.
KINDS = {
    Quarter.KEEP_UP: "good",
    Quarter.FIX_NOW: "bad",
    Quarter.OPPORTUNITY: "info",
    Quarter.WATCH: "warn",
}


def middle(values: Sequence[float], crosshair: str) -> float:
    """Where the line of `values` (at least one) stands."""
    return median(values) if crosshair == Crosshair.MEDIAN else fmean(values)


def quarter(
    *, importance: float, performance: float, importance_from: float, performance_from: float
) -> Quarter:
    """High is at or above the line."""
    if importance >= importance_from:
        return Quarter.KEEP_UP if performance >= performance_from else Quarter.FIX_NOW
    return Quarter.OPPORTUNITY if performance >= performance_from else Quarter.WATCH

"""What was computed last, and of one guest."""

from analytics.satisfaction.models import GuestSatisfaction, Scoring
from guests.models import Guest

#: Under so many answers nothing is said of a score but that there are too few to judge.
FEWEST_ANSWERS = 5


def shown_scoring() -> Scoring | None:
    """The newest computation; None before the first."""
    return Scoring.objects.select_related("weighting").first()


def satisfaction_of(guest: Guest) -> GuestSatisfaction | None:
    """His row in the newest computation; None where he has told nothing."""
    newest = Scoring.objects.order_by("-pk").values("weighting")[:1]
    return GuestSatisfaction.objects.filter(guest=guest, weighting=newest).first()

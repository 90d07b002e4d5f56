"""Improvements as other pages ask for them."""

from analytics.satisfaction.choices import ImprovementStatus, Subject
from analytics.satisfaction.models import Improvement, Weighting

#: So many of the newest results stand beside a weighting.
RESULTS_SHOWN = 20


def results_to_weigh(weighting: Weighting) -> list[Improvement]:
    """What improvements came to, newest first: read before the next weighting of satisfaction."""
    if weighting.subject != Subject.SATISFACTION:
        return []
    closed = Improvement.objects.filter(status=ImprovementStatus.CLOSED).select_related("indicator")
    return list(closed.order_by("-closed_on", "-pk")[:RESULTS_SHOWN])

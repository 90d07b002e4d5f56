"""The weights that hold on a day: what scores are computed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.satisfaction.choices import Subject
from analytics.satisfaction.models import InForce, Weighting
from feedback.choices import SystemStatus
from feedback.models import IndicatorSystem


@dataclass(frozen=True)
class Weights:
    """Of one weighting: criterion id → weight; indicator id → weight within its criterion, and its criterion.

    Weights of siblings sum to exactly 1 at both levels.
    """

    weighting_id: int
    version: int
    system_id: int
    criteria: Mapping[int, Decimal]
    indicators: Mapping[int, Decimal]
    criterion_of: Mapping[int, int]

    def importance(self, indicator_id: int) -> Decimal:
        """The indicator's share of the whole: its weight × its criterion's; over all indicators the sum is 1."""
        return self.indicators[indicator_id] * self.criteria[self.criterion_of[indicator_id]]


def term_on(on: date, subject: str, system_id: int | None = None) -> InForce | None:
    """What was in force at the end of `on`; for days before the first, the first. None where nothing ever was."""
    terms = InForce.objects.filter(weighting__subject=subject, weighting__system=system_id)
    terms = terms.select_related("weighting")
    newest = terms.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return newest or terms.order_by("valid_from", "pk").first()


def current_weights(on: date, *, system_id: int | None = None) -> Weights:
    """The weights of satisfaction on `on`, for the system guests are asked by or the version `system_id`.

    Raises LookupError where no system is in use yet.
    """
    if system_id is None:
        published = IndicatorSystem.objects.filter(status=SystemStatus.PUBLISHED)
        system_id = published.values_list("pk", flat=True).first()
    term = term_on(on, Subject.SATISFACTION, system_id) if system_id else None
    if term is None:
        raise LookupError("no indicator system is in use, so nothing is weighed")
    return weights_of(term.weighting)


def weights_of(weighting: Weighting) -> Weights:
    """The weights of one decided weighting of satisfaction; one statement."""
    criteria: dict[int, Decimal] = {}
    indicators: dict[int, Decimal] = {}
    criterion_of: dict[int, int] = {}
    for criterion, indicator, weight in weighting.weights.values_list("criterion", "indicator", "weight"):
        if indicator is None:
            criteria[criterion] = weight
        else:
            indicators[indicator], criterion_of[indicator] = weight, criterion
    assert weighting.system_id is not None  # of satisfaction
    return Weights(weighting.pk, weighting.version, weighting.system_id, criteria, indicators, criterion_of)

"""The weightings that scores are computed with, as the statements need them."""

from datetime import date

from analytics.satisfaction.score_statements import Layout, Question
from analytics.satisfaction.selectors.current import Weights, current_weights
from feedback.choices import SystemStatus
from feedback.models import Criterion, Indicator, IndicatorSystem


def layout_of(weights: Weights) -> Layout:
    """Two statements."""
    criteria = list(Criterion.objects.filter(pk__in=weights.criteria).order_by("pk"))
    place_of = {criterion.pk: at for at, criterion in enumerate(criteria)}
    indicators = list(Indicator.objects.filter(system=weights.system_id).order_by("pk"))
    departments = sorted({indicator.department for indicator in indicators})
    return Layout(
        weighting_id=weights.weighting_id,
        system_id=weights.system_id,
        questions=tuple(
            Question(
                one.pk,
                one.key,
                place_of[one.criterion_id],
                departments.index(one.department),
                float(weights.indicators[one.pk]),
            )
            for one in indicators
        ),
        criteria=tuple((criterion.key, float(weights.criteria[criterion.pk])) for criterion in criteria),
        departments=tuple(departments),
    )


def layouts_on(on: date) -> list[Layout]:
    """One for each version of the indicator system that guests were ever asked by; the one in use comes first."""
    asked = IndicatorSystem.objects.exclude(status=SystemStatus.DRAFT).order_by("-version")
    ranked = sorted(asked, key=lambda system: system.status != SystemStatus.PUBLISHED)
    return [layout_of(current_weights(on, system_id=system.pk)) for system in ranked]

"""Weights of an indicator system for which nobody has weighed yet, so that scores never wait for experts.

The first version weighs all siblings equally. A later one keeps the weights of every group of siblings that is still
the same, and weighs the others equally. Called by the migration with its historical models, and when a version of
the system is published.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from analytics.satisfaction.choices import Method, Status, Subject
from analytics.satisfaction.shares import equal
from analytics.value.choices import Indicator as PotentialIndicator

#: Historical or present models: what they are called, as `apps.get_model` takes it.
GetModel = Callable[[str, str], Any]


def deliver(get_model: GetModel, on: date) -> None:
    """Puts a weighting in force, valid from `on`, for CPV and every system that guests are asked by and has none."""
    Weighting = get_model("satisfaction", "Weighting")
    if not Weighting.objects.filter(subject=Subject.POTENTIAL).exists():
        keys = PotentialIndicator.values
        shares = zip(keys, equal(len(keys)), strict=True)
        rows = [{"item": key, "weight": share} for key, share in shares]
        _put_in_force(get_model, Subject.POTENTIAL, None, Method.EQUAL, rows, on)
    systems = get_model("feedback", "IndicatorSystem").objects.exclude(status="draft").order_by("version")
    for system in systems.exclude(pk__in=Weighting.objects.filter(system__isnull=False).values("system")):
        before = _weights_before(get_model, system)
        method = Method.CARRIED if before else Method.EQUAL
        _put_in_force(get_model, Subject.SATISFACTION, system, method, _rows(system, before), on)


def _weights_before(get_model: GetModel, system) -> dict[str, dict]:
    """{group: {item: weight}} of what was in force for the version before; {} for the first."""
    newest = (
        get_model("satisfaction", "InForce")
        .objects.filter(weighting__system__version__lt=system.version)
        .order_by("-weighting__system__version", "-valid_from", "-pk")
        .first()
    )
    groups: dict[str, dict] = {}
    if newest:
        for weight in get_model("satisfaction", "Weight").objects.filter(weighting=newest.weighting_id):
            groups.setdefault(weight.group, {})[weight.item] = weight.weight
    return groups


def _rows(system, before: dict[str, dict]) -> list[dict]:
    criteria = {criterion.key: criterion for criterion in system.criteria.order_by("position", "pk")}
    shares = _shares("", list(criteria), before)
    rows = [{"item": key, "criterion": criteria[key], "weight": share} for key, share in shares.items()]
    for key, criterion in criteria.items():
        indicators = {one.key: one for one in criterion.indicators.order_by("position", "pk")}
        if not indicators:
            continue
        rows += [
            {
                "group": key,
                "item": item,
                "criterion": criterion,
                "indicator": indicators[item],
                "weight": share,
            }
            for item, share in _shares(key, list(indicators), before).items()
        ]
    return rows


def _shares(group: str, items: list[str], before: dict[str, dict]) -> dict:
    known = before.get(group, {})
    return known if known.keys() == set(items) else dict(zip(items, equal(len(items)), strict=True))


def _put_in_force(get_model: GetModel, subject: str, system, method: str, rows: list[dict], on: date) -> None:
    Weighting, Weight = get_model("satisfaction", "Weighting"), get_model("satisfaction", "Weight")
    newest = Weighting.objects.filter(subject=subject).order_by("-version").first()
    weighting = Weighting.objects.create(
        subject=subject,
        version=newest.version + 1 if newest else 1,
        system=system,
        method=method,
        status=Status.IN_FORCE,
        decided_on=on,
    )
    Weight.objects.bulk_create(Weight(weighting=weighting, **row) for row in rows)
    get_model("satisfaction", "InForce").objects.create(weighting=weighting, valid_from=on)

"""What earns points is put down."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from loyalty.models import EarningRate, EarningRule


@transaction.atomic
def keep_rule(*, rule: EarningRule, rates: Mapping[str, Decimal]) -> EarningRule:
    """Write `rule` with points per unit of currency by kind of outlet; kinds that are not named earn nothing by it."""
    rule.save()
    for rate in rule.rates.exclude(category__in=rates):
        rate.delete()
    for category, per_unit in rates.items():
        EarningRate.objects.update_or_create(rule=rule, category=category, defaults={"per_unit": per_unit})
    return rule

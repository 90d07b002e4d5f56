"""Input costs as finance sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from analytics.value.models import CostInput, FrozenCost
from common.dates import month_start


@dataclass(frozen=True)
class CostState:
    """`entered`: month → its entry; `total` of all months ever; `frozen`: C in force for the month of `on`, or
    None; `pending`: cost of the months before it that was entered or changed after C was frozen."""

    entered: dict[date, CostInput]
    total: Decimal
    frozen: FrozenCost | None
    pending: Decimal


def months_up_to(on: date, count: int) -> list[date]:
    """The first days of `count` months, oldest first, ending with the month of `on`."""
    last = on.year * 12 + on.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


def cost_state(*, on: date, months: Sequence[date]) -> CostState:
    """What is entered for `months`, and how it stands to C of the accounting month of `on`."""
    frozen = FrozenCost.objects.filter(month=month_start(on)).first()
    total = CostInput.objects.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    pending = Decimal(0)
    if frozen:
        counted = CostInput.objects.filter(month__lt=frozen.month).aggregate(total=Sum("amount"))["total"]
        pending = (counted or Decimal(0)) - frozen.total_cost
    return CostState(
        entered={cost.month: cost for cost in CostInput.objects.filter(month__in=months)},
        total=total,
        frozen=frozen,
        pending=pending,
    )


def frozen_costs(limit: int) -> list[FrozenCost]:
    """C of past accounting months, newest first."""
    return list(FrozenCost.objects.order_by("-month")[:limit])

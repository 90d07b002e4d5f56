"""Input costs as finance sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from analytics.value.models import CostInput, FrozenCost
from common.audit_log import LogEntry, Logged, log_of
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


def cost_changes(limit: int) -> list[LogEntry]:
    """The newest entries that were corrected or taken away, each about its month, newest first."""
    costs = Logged(
        "cost",
        _("Input cost by month"),
        CostInput,
        "value.view_costinput",
        of=lambda everything: Q(),
        silent=frozenset({"note", "entered_by", "is_synthetic"}),
        words=lambda cost: f"{cost.month:%Y-%m}",
    )
    return log_of(None, [costs], limit=limit)[0]


def frozen_costs(limit: int) -> list[FrozenCost]:
    """C of past accounting months, newest first."""
    return list(FrozenCost.objects.order_by("-month")[:limit])

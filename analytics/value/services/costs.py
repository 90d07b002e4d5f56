"""What finance enters, and C: frozen once per accounting month, because it is in everybody's value."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from analytics.value.formulas import cost_per_guest, habit_since
from analytics.value.models import CostInput, FrozenCost
from analytics.value.services.counting import sums_as_of
from common.dates import month_start
from common.errors import HotelError
from common.quick import quick_session


@transaction.atomic
def enter_costs(*, amounts: Mapping[date, Decimal | None], by: str, is_synthetic: bool = False) -> int:
    """Set the input cost of each month (any day of it); None takes the entry away. Returns how many changed.

    Raises HotelError for a negative amount; nothing is written then.
    """
    wanted = {month_start(month): amount for month, amount in amounts.items()}
    for month, amount in wanted.items():
        if amount is not None and amount < 0:
            raise HotelError(
                _("%(month)s: %(amount)s is negative. Enter the month's cost as a positive amount.")
                % {"month": f"{month:%Y-%m}", "amount": amount},
                field=f"{month:%Y-%m}",
            )
    known = {cost.month: cost for cost in CostInput.objects.select_for_update().filter(month__in=wanted)}
    changed = 0
    for month, amount in wanted.items():
        cost = known.get(month)
        if amount is None:
            changed += bool(cost and cost.delete())
        elif cost is None:
            CostInput.objects.create(month=month, amount=amount, entered_by=by, is_synthetic=is_synthetic)
            changed += 1
        elif cost.amount != amount:
            cost.amount, cost.entered_by, cost.is_synthetic = amount, by, is_synthetic
            cost.save()
            changed += 1
    return changed


@transaction.atomic
def freeze_cost(*, on: date, now: datetime, by: str = "", again: bool = False) -> FrozenCost | None:
    """C of the accounting month of `on`: made once, then kept; `again` computes it anew from today's entries.

    Counts the cost of the months before, and the guests whose first completed stay ended before. None while
    finance has entered nothing for those months: C is then 0 and every page says so.
    """
    month = month_start(on)
    frozen = FrozenCost.objects.select_for_update().filter(month=month).first()
    if frozen and not again:
        return frozen
    total = CostInput.objects.filter(month__lt=month).aggregate(total=Sum("amount"))["total"]
    if total is None:
        return None
    guests = _guests_before(month, on=on)
    figures = {
        "total_cost": total,
        "guests": guests,
        "cost_per_guest": cost_per_guest(total, guests),
        "frozen_at": now,
        "frozen_by": by,
    }
    return FrozenCost.objects.update_or_create(month=month, defaults=figures)[0]


def _guests_before(month: date, *, on: date) -> int:
    """Whose first completed stay had ended before `month`."""
    with quick_session(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({sums_as_of(on)}) sums WHERE first_left_on < %(month)s",
            {"month": month, "as_of": on, "since": habit_since(on)},
        )
        return cursor.fetchone()[0]

"""What guests spent, by month and kind of outlet."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from reservations.models import Charge


def revenue_by_category(*, since: date, until: date) -> dict[date, dict[str, Decimal]]:
    """First day of month → outlet category → charged less refunded, of business dates since ≤ d < until."""
    rows = (
        Charge.objects.filter(business_date__gte=since, business_date__lt=until)
        .annotate(month=TruncMonth("business_date"))
        .values("month", "outlet__category")
        .annotate(total=Sum("amount"))
        .order_by("month")
    )
    months: dict[date, dict[str, Decimal]] = {}
    for row in rows:
        months.setdefault(row["month"], {})[row["outlet__category"]] = row["total"]
    return months

"""What points are spent on."""

from datetime import date

from django.db.models import Q, QuerySet

from loyalty.models import Reward


def offered(on: date, tier_order: int) -> QuerySet[Reward]:
    """What the catalogue offers to a member of this tier on business date `on`."""
    return Reward.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        Q(tier__isnull=True) | Q(tier__order__lte=tier_order),
        Q(stock__isnull=True) | Q(stock__gt=0),
        is_active=True,
    )

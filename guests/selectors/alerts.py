"""Alerts and blacklist entries that hold on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from guests.models import Alert


def alerts_in_force(on: date) -> QuerySet[Alert]:
    """Every alert that is open on `on`, whoever it is about."""
    return Alert.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), closed_at__isnull=True, starts_on__lte=on
    )

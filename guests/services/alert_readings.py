"""Alerts that stop the screen are read before one goes on, and who read them is kept."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from guests.models import Alert, AlertReading


@transaction.atomic
def read_alerts(*, alert_ids: Collection[int], places: Collection[str], on: date, by) -> list[Alert]:
    """`by` has read these alerts on business date `on` at those of `places` where they speak up.

    Reading one twice changes nothing. Returns the alerts; unknown ids are passed over.
    """
    alerts = list(Alert.objects.filter(pk__in=[*alert_ids]).select_related("guest").order_by("pk"))
    AlertReading.objects.bulk_create(
        [
            AlertReading(alert=alert, place=place, reader=by, on=on)
            for alert in alerts
            for place in places
            if place in alert.places
        ],
        ignore_conflicts=True,
    )
    return alerts

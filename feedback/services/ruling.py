"""Management says how fast complaints are settled, and how much each department may give by itself."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from feedback.models import RecoveryLimit


@transaction.atomic
def set_limits(*, limits: Mapping[tuple[str, str], Decimal | None]) -> None:
    """These limits hold from now on, and no others; what was decided under older ones stays."""
    known = {(row.department, row.tool): row for row in RecoveryLimit.objects.select_for_update()}
    RecoveryLimit.objects.filter(pk__in=[known[key].pk for key in known.keys() - limits.keys()]).delete()
    for (department, tool), most in limits.items():
        row = known.get((department, tool)) or RecoveryLimit(department=department, tool=tool)
        if row.pk is None or row.most != most:
            row.most = most
            row.save()

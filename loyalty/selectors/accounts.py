"""A guest's points, read from his accounts."""

from guests.models import Guest
from loyalty.choices import AccountKind
from loyalty.models import PointsAccount


def balance(guest: Guest) -> int:
    """Points he can spend; 0 for who never had any."""
    found = PointsAccount.objects.filter(guest=guest, kind=AccountKind.GUEST).values_list(
        "balance", flat=True
    )
    return found.first() or 0

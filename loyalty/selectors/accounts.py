"""Accounts of points and what remains in them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from guests.models import Guest
from loyalty.choices import OF_A_GUEST, AccountKind
from loyalty.models import PointsAccount, PointsEntry
from loyalty.points import Lot


def balance(guest: Guest) -> int:
    """Points he can spend; 0 for who never had any."""
    found = PointsAccount.objects.filter(guest=guest, kind=AccountKind.GUEST).values_list(
        "balance", flat=True
    )
    return found.first() or 0


@dataclass(frozen=True)
class Purse:
    """A guest's two accounts: their keys, the `lots` he can spend, the points he has `owed`."""

    guest_id: int
    account: int
    debt: int
    balance: int
    owed: int
    lots: tuple[Lot, ...]


def purses(guest_ids: Iterable[int], *, lock: bool = False) -> dict[int, Purse]:
    """Guest id → purse of everybody who has one; two queries. Locked in the order of their keys."""
    wanted = PointsAccount.objects.filter(guest__in=set(guest_ids), kind__in=OF_A_GUEST).order_by("pk")
    accounts: dict[int, dict[str, PointsAccount]] = defaultdict(dict)
    for account in wanted.select_for_update(of=("self",)) if lock else wanted:
        accounts[account.guest_id][account.kind] = account
    complete = {guest: kinds for guest, kinds in accounts.items() if len(kinds) == len(OF_A_GUEST)}
    lots = remaining([kinds[AccountKind.GUEST].pk for kinds in complete.values()])
    return {
        guest: Purse(
            guest,
            kinds[AccountKind.GUEST].pk,
            kinds[AccountKind.DEBT].pk,
            kinds[AccountKind.GUEST].balance,
            -kinds[AccountKind.DEBT].balance,
            tuple(lots.get(kinds[AccountKind.GUEST].pk, ())),
        )
        for guest, kinds in complete.items()
    }


def remaining(accounts: Iterable[int]) -> dict[int, list[Lot]]:
    """Account → what is left of each day's points, the oldest first."""
    rows = days_left().filter(account__in=list(accounts)).order_by("account", "expires_on")
    lots = defaultdict(list)
    for account, day, points in rows.values_list("account", "expires_on", "left"):
        lots[account].append(Lot(day, points))
    return lots


def days_left() -> QuerySet[PointsEntry]:
    """Account, day of expiry and what is `left` of that day's points, where something is. Filter by these alone."""
    rows = PointsEntry.objects.filter(expires_on__isnull=False).order_by()
    return rows.values("account", "expires_on").annotate(left=Sum("points")).filter(left__gt=0)


def hotel_accounts() -> dict[str, int]:
    """Kind → key of each of the hotel's own accounts."""
    return dict(PointsAccount.objects.filter(guest__isnull=True).values_list("kind", "pk"))

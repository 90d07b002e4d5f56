"""A guest's ledger and the hotel's sums, as pages show them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from common.money import to_cents
from guests.models import Guest
from loyalty.choices import AccountKind, ChangeStatus, EntryStatus, Fault
from loyalty.models import (
    LiabilityNight,
    ManualEntry,
    Membership,
    PointsEntry,
    PointsTransaction,
    Redemption,
    Tier,
    TierChange,
)

#: Transactions shown of one guest.
SHOWN = 100


@dataclass(frozen=True)
class Booking:
    """One transaction on the guest’s own accounts: `points` came (positive) or went, `owed` was added to his debt."""

    transaction: PointsTransaction
    points: int
    owed: int
    expires_on: date | None


def bookings_of(guest: Guest, limit: int = SHOWN) -> list[Booking]:
    """His newest transactions, newest first; two queries."""
    entries = (
        PointsEntry.objects.filter(account__guest=guest)
        .order_by("-transaction_id")
        .values_list("transaction_id", "account__kind", "points", "expires_on")
    )
    sums: dict[int, dict[str, Any]] = {}
    for transaction, kind, points, day in entries[: limit * 4]:
        if transaction not in sums and len(sums) >= limit:
            break
        row = sums.setdefault(transaction, {"points": 0, "owed": 0, "days": []})
        row["points" if kind == AccountKind.GUEST else "owed"] += points
        row["days"] += [day] if day else []
    found = PointsTransaction.objects.select_related(
        "stay", "rule", "by", "approved_by", "redemption__reward", "manual_entry"
    ).in_bulk(sums)
    return [
        Booking(found[pk], row["points"], -row["owed"], min(row["days"], default=None))
        for pk, row in sums.items()
    ]


def redemptions_of(guest: Guest) -> list[Redemption]:
    return list(Redemption.objects.filter(guest=guest).select_related("reward", "given_by")[:SHOWN])


def waiting_entries() -> list[ManualEntry]:
    """Entries by hand that wait for a second person, the oldest first."""
    rows = ManualEntry.objects.filter(status=EntryStatus.WAITING).select_related("guest", "asked_by")
    return list(rows.order_by("asked_at", "pk"))


def tier_counts() -> list[dict[str, Any]]:
    """Tier, members in it, and how many of them are about to fall."""
    counts = {
        row["tier"]: row
        for row in Membership.objects.filter(guest__merged_into__isnull=True)
        .values("tier")
        .annotate(members=Count("pk"), falling=Count("pk", filter=Q(below_since__isnull=False)))
    }
    nothing = {"members": 0, "falling": 0}
    return [(counts.get(tier.pk) or nothing) | {"tier": tier} for tier in Tier.objects.order_by("order")]


def migration(since: date) -> list[dict[str, Any]]:
    """Changes of tier in force since a day, counted: before, after, members."""
    names = {tier.pk: tier for tier in Tier.objects.all()}
    rows = (
        TierChange.objects.filter(status=ChangeStatus.APPLIED, before__isnull=False, day__gte=since)
        .values("before", "after")
        .annotate(members=Count("pk"))
        .order_by("-members")
    )
    return [
        {"before": names[row["before"]], "after": names[row["after"]], "members": row["members"]}
        for row in rows
    ]


def staged_changes() -> list[TierChange]:
    """Changes that wait for a person, the oldest first."""
    rows = TierChange.objects.filter(status=ChangeStatus.STAGED).select_related("guest", "before", "after")
    return list(rows.order_by("staged_at", "pk"))


@dataclass(frozen=True)
class Liability:
    """The newest night's sums; `months` are (month, points, worth in the hotel's currency)."""

    night: LiabilityNight
    worth: Decimal
    months: tuple[tuple[str, int, Decimal], ...]
    accounts: tuple[tuple[Any, int], ...]
    faults: tuple[str, ...]
    before: tuple[LiabilityNight, ...]


def liability() -> Liability | None:
    """None before the first night."""
    nights = list(LiabilityNight.objects.all()[:30])
    if not nights:
        return None
    night = nights[0]
    return Liability(
        night=night,
        worth=worth(night.points),
        months=tuple((month, n, worth(n)) for month, n in sorted(night.months.items())),
        accounts=tuple((kind.label, night.accounts.get(kind, 0)) for kind in AccountKind),
        faults=tuple(str(Fault(name).label) for name in night.faults),
        before=tuple(nights),
    )


def worth(points: int) -> Decimal:
    """What points stand for in the books."""
    return to_cents(points * settings.POINT_VALUE)

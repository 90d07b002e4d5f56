"""A guest's membership as pages, the API and the member himself see it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from common.dates import business_date
from guests.models import Guest
from loyalty.choices import AccountKind, Ladder
from loyalty.ladder import Figures, Missing, missing_for
from loyalty.models import Membership, PointsAccount, Tier
from loyalty.selectors.rules import rules_on, tiers_in_order


@dataclass(frozen=True)
class MembershipView:
    """`balance` points to spend, `owed` points to be settled from the next stays. `missing` is what he still needs for
    `next_tier` (None: he has the highest) as of `figures_on`; `falls_on` the day on which he loses his tier unless
    he comes (None: he earns it).
    """

    membership: Membership
    tier: Tier
    number: str
    since: date
    balance: int
    owed: int
    next_tier: Tier | None
    missing: tuple[Missing, ...]
    figures_on: date | None
    falls_on: date | None


def membership_of(guest: Guest, *, on: date | None = None) -> MembershipView | None:
    """His membership; None for who has not joined. Three queries, asked once for all parts of a page."""
    kept = vars(guest)
    if "shown_membership" not in kept:
        row = Membership.objects.select_related("tier", "floor", "ceiling").filter(guest=guest).first()
        kept["shown_membership"] = _view(row, guest, on or business_date()) if row else None
    return kept["shown_membership"]


def _view(row: Membership, guest: Guest, on: date) -> MembershipView:
    tiers = tiers_in_order()
    following = next((tier for tier in tiers if tier.order > row.tier.order), None)
    balances = dict(PointsAccount.objects.filter(guest=guest).values_list("kind", "balance"))
    rules = rules_on(Ladder.TIER, on, tiers) if following else ()
    return MembershipView(
        membership=row,
        tier=row.tier,
        number=guest.membership_number or "",
        since=row.since,
        balance=balances.get(AccountKind.GUEST, 0),
        owed=-balances.get(AccountKind.DEBT, 0),
        next_tier=following,
        missing=missing_for(rules, following.code, figures_of(row.figures)) if following else (),
        figures_on=row.figures_on,
        falls_on=falls_on(row),
    )


def falls_on(row: Membership) -> date | None:
    """The day on which he loses the tier he no longer earns; None while he earns it or it is locked."""
    if row.below_since is None:
        return None
    return row.below_since + timedelta(days=settings.TIER_GRACE_DAYS)


def figures_of(stored: dict[str, Any]) -> Figures:
    """Stored figures {'spend:182': '4200.00'} by (metric, window); no window is written as 'spend:'."""
    found = {}
    for key, value in stored.items():
        metric, _colon, window = key.partition(":")
        found[metric, int(window) if window else None] = Decimal(str(value))
    return found

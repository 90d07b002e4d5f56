"""A guest's membership as pages, the API and the member himself see it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_date

from common.dates import business_date
from guests.models import Guest
from loyalty.choices import AccountKind, Ladder
from loyalty.ladder import Figures, Missing, missing_for
from loyalty.models import Membership, Notice, PointsAccount, ServiceClass, Tier
from loyalty.notices import words_of
from loyalty.selectors.rules import rules_on, tiers_in_order

#: Notices that stand on the guest page at once.
TOLD_AT_ONCE = 3


@dataclass(frozen=True)
class Untold:
    """A notice, by its key, and what he is to be told."""

    pk: int
    text: str


@dataclass(frozen=True)
class MembershipView:
    """`balance` points to spend, `owed` points to be settled from the next stays. `missing` is what he still needs for
    `next_tier` (None: he has the highest) as of `figures_on`; `falls_on` the day on which he loses his tier unless
    he comes (None: he earns it). `to_tell` is what nobody has told him yet.
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
    to_tell: tuple[Untold, ...]


@dataclass(frozen=True)
class Standing:
    """What a guest is to the house: his class (None: not known, a new guest), his membership or None."""

    service_class: ServiceClass | None
    membership: MembershipView | None


def standing_of(guest: Guest, *, on: date | None = None) -> Standing:
    """One query for who has not joined, three for a member; asked once for all parts of a page."""
    kept = vars(guest)
    if "shown_standing" not in kept:
        kept["shown_standing"] = _standing(guest, on or business_date())
    return kept["shown_standing"]


def membership_of(guest: Guest, *, on: date | None = None) -> MembershipView | None:
    """His membership; None for who has not joined."""
    return standing_of(guest, on=on).membership


def _standing(guest: Guest, on: date) -> Standing:
    accounts = PointsAccount.objects.filter(guest=OuterRef("pk")).values("balance")
    parts = ("service_class", "membership__tier", "membership__floor", "membership__ceiling")
    row = (
        Guest.objects.select_related(*parts, "membership__locked_by")
        .annotate(
            points=Subquery(accounts.filter(kind=AccountKind.GUEST)),
            debt=Subquery(accounts.filter(kind=AccountKind.DEBT)),
            to_tell=ArraySubquery(_untold()),
        )
        .get(pk=guest.pk)
    )
    member = getattr(row, "membership", None)
    return Standing(getattr(row, "service_class", None), _view(row, member, on) if member else None)


def _untold():
    rows = Notice.objects.filter(guest=OuterRef("pk"), told_at__isnull=True).order_by("-day", "-pk")
    return rows.values(said=JSONObject(pk="pk", kind="kind", figures="figures", due_on="due_on"))[
        :TOLD_AT_ONCE
    ]


def _view(row: Any, member: Membership, on: date) -> MembershipView:
    tiers = tiers_in_order()
    names = {tier.code: tier.name for tier in tiers}
    following = next((tier for tier in tiers if tier.order > member.tier.order), None)
    rules = rules_on(Ladder.TIER, on, tiers) if following else ()
    return MembershipView(
        membership=member,
        tier=member.tier,
        number=row.membership_number or "",
        since=member.since,
        balance=row.points or 0,
        owed=-(row.debt or 0),
        next_tier=following,
        missing=missing_for(rules, following.code, figures_of(member.figures)) if following else (),
        figures_on=member.figures_on,
        falls_on=falls_on(member),
        to_tell=tuple(
            Untold(
                said["pk"], words_of(said["kind"], said["figures"], parse_date(said["due_on"]), names).text
            )
            for said in row.to_tell
        ),
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

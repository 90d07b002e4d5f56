"""Which tier a member is to have: what he has earned, within what a person decided. No queries."""

from dataclasses import dataclass
from datetime import date

from loyalty.models import Membership, Tier
from loyalty.selectors.standings import Earned


@dataclass(frozen=True)
class Judged:
    """The tier he is to have, whether he earns today the one he has, and from what."""

    target: Tier
    is_falling: bool
    figures: dict[str, str]


def judge(member: Membership, standing: Earned, inherited: int, tiers: list[Tier], on: date) -> Judged:
    low, high = inherited, len(tiers) - 1
    if member.is_locked(on):
        low = max(low, place_of(tiers, member.floor, 0))
        high = place_of(tiers, member.ceiling, high)
    target = min(max(standing.kept, low), high)
    today = min(max(standing.today, low), high)
    place = place_of(tiers, member.tier, 0)
    return Judged(tiers[target], today < place <= target, standing.figures)


def place_of(tiers: list[Tier], tier: Tier | None, otherwise: int) -> int:
    return next((at for at, each in enumerate(tiers) if tier and each.pk == tier.pk), otherwise)

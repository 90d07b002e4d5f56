"""What may be given without asking anybody (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.money import ZERO


@dataclass(frozen=True)
class Allowance:
    """Up to what cost somebody may give one tool; `is_unlimited` where there is no limit. 0: only what is free."""

    most: Decimal = ZERO
    is_allowed: bool = False
    is_unlimited: bool = False

    def covers(self, cost: Decimal) -> bool:
        return self.is_allowed and (self.is_unlimited or cost <= self.most)


NOT_ALLOWED = Allowance()
UNLIMITED = Allowance(is_allowed=True, is_unlimited=True)


def allowance(departments: Iterable[str], limits: Mapping[str, Decimal | None]) -> Allowance:
    """Of the limits of one tool by department (None: without limit) the widest of somebody's departments."""
    own = [limits[department] for department in departments if department in limits]
    if not own:
        return NOT_ALLOWED
    if None in own:
        return UNLIMITED
    return Allowance(max(limit for limit in own if limit is not None), is_allowed=True)

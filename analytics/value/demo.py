"""Input costs for the demo hotel, so that C is plausible.

C is the *input* cost of serving guests: what is bought for them (food, laundry, amenities, energy used by the
room, commission), not wages or the building. A quarter of revenue is usual for that. With the whole cost of
the house (some 70 % of revenue) over the number of guests, most guests who came once would show a loss, and
the classes would tell nothing.
"""

import random
from datetime import date
from decimal import Decimal

from analytics.value.services.costs import enter_costs
from common.dates import month_start
from common.money import ZERO, to_cents
from reservations.selectors.revenue import revenue_by_category

COST_SHARE = 0.25
#: A month's share differs from the usual one by this much (standard deviation).
SPREAD = 0.02


def enter_demo_costs(*, on: date, since: date, seed: int) -> int:
    """Costs of every month from `since` to the month before `on`; returns how many months were entered.

    The same charges and seed give the same costs.
    """
    chance = random.Random(seed)
    costs = {}
    for month, by_category in sorted(revenue_by_category(since=since, until=month_start(on)).items()):
        share = Decimal(str(round(chance.gauss(COST_SHARE, SPREAD), 4)))
        costs[month] = max(ZERO, to_cents(sum(by_category.values()) * share))
    return enter_costs(amounts=costs, by="demo_hotel", is_synthetic=True)

"""A fitted model in the night's SQL: expected_stays for all guests at once.

What the model expects of a guest is the product of two things. How often he comes while he is a guest depends on
his number of stays and the day of the first one alone: some thousand different pairs, worked out before and joined.
Whether he still is one has a closed form, which SQL works out guest by guest.
"""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import numpy as np

from analytics.value.expected_stays import DAYS_PER_WEEK, StayModel
from analytics.value.formulas import DAYS_PER_YEAR

#: Beyond this exponent he has left; the next power would not fit into a number.
SURELY_GONE = 500
_AGE = f"((%(as_of)s::date - first_on) / {DAYS_PER_WEEK}.0::float8)"
_RECENCY = f"((last_on - first_on) / {DAYS_PER_WEEK}.0::float8)"
_CHANCES = "(stays - 1 + %(model_first)s)"
#: Probability that he is still a guest; reads stays, first_on and last_on.
STILL_GUEST = f"""(CASE WHEN {_CHANCES} < 1 THEN 1.0::float8 ELSE 1 / (1 + %(model_a)s::float8
    / (%(model_b)s::float8 + {_CHANCES} - 1) * exp(least({SURELY_GONE}, (%(model_r)s::float8 + stays - 1)
        * ln((%(model_alpha)s::float8 + {_AGE}) / (%(model_alpha)s::float8 + {_RECENCY}))))) END)"""
#: CCV in cents and p in ten-thousandths of a row of `expecting` that has cents too.
CCV = "((cents - %(cost_cents)s) * discounted / stays)::bigint"
P = "(p * 10000)::bigint"


def pairs(source: str) -> str:
    """(stays, first_on) that occur in `source`, a SELECT with these columns."""
    return f"SELECT DISTINCT stays, first_on FROM ({source}) known"


def expecting(source: str) -> str:
    """`source` (a SELECT with stays, first_on and last_on) with `p`, stays in the next period, and `discounted`,
    Σ stays of period t / (1 + d)^t.

    Every pair is known. The join is an outer one so that the planner sees that it keeps all guests: of an inner one
    it expects a few, and looks up each guest by itself afterwards.
    """
    return f"""
        SELECT known.*, next * still_guest AS p, worth * still_guest AS discounted
        FROM (SELECT *, {STILL_GUEST} AS still_guest FROM ({source}) sums OFFSET 0) known
        LEFT JOIN unnest(%(model_stays)s::integer[], %(model_days)s::date[], %(model_next)s::float8[],
            %(model_worth)s::float8[]) AS expected (stays, first_on, next, worth) USING (stays, first_on)
    """


def expectation(
    model: StayModel,
    known: list[tuple[int, date]],
    *,
    on: date,
    per_year: int,
    periods: int,
    rate: Decimal,
    factor: Decimal,
    is_falling: bool,
) -> dict:
    """Parameters of `expecting` for the pairs `known` on day `on`: a constant p is worth p · `factor`, a falling one
    what the model says of each period."""
    stays = np.array([pair[0] for pair in known], dtype=float)
    age = np.array([(on - pair[1]).days for pair in known], dtype=float) / DAYS_PER_WEEK
    length = float(DAYS_PER_YEAR) / per_year / DAYS_PER_WEEK
    following = model.while_guest(stays - 1, age, length)
    worth = following * float(factor)
    if is_falling:
        worth = np.zeros_like(following)
        before = np.zeros_like(following)
        for period in range(1, periods + 1):
            until = model.while_guest(stays - 1, age, period * length)
            worth += (until - before) / (1 + float(rate)) ** period
            before = until
    return {
        **{f"model_{name}": value for name, value in asdict(model).items() if name != "leaves_at_once"},
        "model_first": int(model.leaves_at_once),
        "model_stays": [pair[0] for pair in known],
        "model_days": [pair[1] for pair in known],
        "model_next": following.tolist(),
        "model_worth": worth.tolist(),
    }

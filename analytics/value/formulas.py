"""The value formulas, without a database. The night does the same in SQL; a test holds both equal.

Money is Decimal in the hotel's currency; nothing is rounded before it is stored. Scores are 0 … 100.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from functools import cache
from math import ceil

from analytics.value.choices import CREDIT_SCORES, Indicator, ValueClass
from common.dates import years_before
from common.money import CENT, to_cents

#: A habit is judged by at most this many years.
HABIT_YEARS = 2
DAYS_PER_YEAR = Decimal("365.25")
#: Income against spend is scored in steps of a tenth of a per cent.
GROWTH_STEPS = 999
HUNDRED = Decimal(100)
SCORE_STEP = Decimal("0.01")
SHARE_STEP = Decimal("0.001")
#: The scatter's columns: a decade of CCV in so many.
CELLS_PER_DECADE = 5
FACTOR_STEP = Decimal(1).scaleb(-20)


def cost_per_guest(total_cost: Decimal, guests: int) -> Decimal:
    """C: all input cost to date over the guests who ever stayed, to the cent; 0 without guests."""
    return to_cents(total_cost / guests) if guests else Decimal("0.00")


def chv(spend: Decimal, cost: Decimal) -> Decimal:
    """Historic value: Σ R − C."""
    return spend - cost


def annuity(periods: int, rate: Decimal) -> Decimal:
    """Σ 1 / (1 + d)^t for t = 1 … n, to 20 places."""
    with localcontext(prec=60):
        return sum(((1 + rate) ** -t for t in range(1, periods + 1)), Decimal(0)).quantize(FACTOR_STEP)


def habit_since(as_of: date) -> date:
    """Stays that began on this day or before no longer tell about today's habit."""
    return years_before(as_of, HABIT_YEARS)


def habit_periods(first_stay: date, as_of: date, per_year: int) -> Decimal:
    """How many periods the habit is judged by: since his first stay, at most 24 months, at least one."""
    if first_stay <= habit_since(as_of):
        return Decimal(HABIT_YEARS * per_year)
    with localcontext(prec=50):
        return max(Decimal(1), (as_of - first_stay).days * per_year / DAYS_PER_YEAR)


def ccv(
    *, spend: Decimal, cost: Decimal, stays: int, recent: int, periods: Decimal, factor: Decimal
) -> Decimal:
    """Current value: r · p · factor, where r = CHV / k and p = recent stays / periods; to the cent."""
    with localcontext(prec=60):
        return to_cents(chv(spend, cost) * recent * factor / (stays * periods))


def rank_scores(totals: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Score of each key by its total: best 100, last 0, evenly between; equal totals rank by key."""
    ranked = sorted(totals, key=lambda key: (-totals[key], key))
    if len(ranked) == 1:
        return {ranked[0]: HUNDRED}
    last = len(ranked) - 1
    return {
        key: (HUNDRED * (last - at) / last).quantize(SCORE_STEP, ROUND_HALF_UP)
        for at, key in enumerate(ranked)
    }


def ranks(totals: Iterable[tuple[str | None, str | None, Decimal]]) -> dict[str, dict[str, str]]:
    """{"motive": {key: score}, "industry": …} as a run keeps them, of (motive or industry, Σ CCV) rows."""
    rows = list(totals)
    by_column = {
        "motive": {motive: ccv for motive, _industry, ccv in rows if motive},
        "industry": {industry: ccv for _motive, industry, ccv in rows if industry},
    }
    return {
        column: {key: str(score) for key, score in rank_scores(found).items()}
        for column, found in by_column.items()
    }


def room_to_grow(*, yearly_income: Decimal, spend: Decimal, first_stay: date, as_of: date) -> float | None:
    """Yearly income over yearly spend since his first stay (at least a year); None without spend."""
    if spend <= 0:
        return None
    years = max(365.25, float((as_of - first_stay).days)) / 365.25
    return float(yearly_income) * years / float(spend)


def growth_steps(ratios: Sequence[float]) -> list[float]:
    """The 999 values that part the ratios into thousandths (each the smallest that so many do not exceed)."""
    ordered = sorted(ratios)
    if not ordered:
        return []
    return [
        ordered[max(0, ceil(step / (GROWTH_STEPS + 1) * len(ordered)) - 1)]
        for step in range(1, GROWTH_STEPS + 1)
    ]


def growth_score(ratio: float | None, steps: Sequence[float]) -> Decimal | None:
    """The guest's percentile among all: the higher, the more room to grow."""
    if ratio is None or not steps:
        return None
    return (HUNDRED * bisect_right(steps, ratio) / GROWTH_STEPS).quantize(SCORE_STEP, ROUND_HALF_UP)


def indicator_scores(
    *,
    motive: str | None,
    industry: str | None,
    income_band: int | None,
    credit: int | None,
    growth: Decimal | None,
    satisfaction: Decimal | None,
    motive_scores: Mapping[str, Decimal],
    industry_scores: Mapping[str, Decimal],
    income_scores: Mapping[int, Decimal],
) -> dict[str, Decimal | None]:
    """The six scores of one guest; None is unknown."""
    return {
        Indicator.MOTIVE: motive_scores.get(motive or ""),
        Indicator.INDUSTRY: industry_scores.get(industry or ""),
        Indicator.INCOME: None if income_band is None else income_scores.get(income_band),
        Indicator.GROWTH: growth,
        Indicator.CREDIT: None if credit is None else Decimal(CREDIT_SCORES[credit]),
        Indicator.SATISFACTION: satisfaction,
    }


def cpv(
    scores: Mapping[str, Decimal | None], weights: Mapping[str, Decimal]
) -> tuple[Decimal | None, Decimal]:
    """(CPV or None when nothing is known, share of weight that was known).

    The weight of an unknown indicator goes to the known ones in proportion.
    """
    known = {key: score for key, score in scores.items() if score is not None and weights[key] > 0}
    weight = sum((weights[key] for key in known), Decimal(0))
    share = (weight / sum(weights.values())).quantize(SHARE_STEP, ROUND_HALF_UP)
    if not weight:
        return None, share
    with localcontext(prec=50):
        score = sum((weights[key] * score for key, score in known.items()), Decimal(0)) / weight
        return score.quantize(SCORE_STEP, ROUND_HALF_UP), share


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """The smallest value that at least `share` (0 … 1) of the values do not exceed; None without values."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(float(share) * len(values)) - 1)]


def class_of(ccv: Decimal, cpv: Decimal | None, ccv_from: Decimal, cpv_from: Decimal) -> ValueClass:
    """High is at or above the threshold; an unknown CPV is not high."""
    grows = cpv is not None and cpv >= cpv_from
    if ccv >= ccv_from:
        return ValueClass.HIGH if grows else ValueClass.SECONDARY
    return ValueClass.POTENTIAL if grows else ValueClass.LOW


def in_hundredths(amount: Decimal) -> int:
    """An amount, or a score, with two places as the whole number that statements count in."""
    return int(amount * 100)


@cache
def cell_from(column: int) -> Decimal:
    """The first amount in whole cents that belongs into a column of the scatter; column 0 begins at one."""
    edge = Decimal(10) ** (Decimal(column) / CELLS_PER_DECADE)
    return edge.quantize(CENT, rounding=ROUND_CEILING)

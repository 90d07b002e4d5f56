"""Guests by the month of their first stay, as a page shows them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from analytics.value.models import CohortTable

#: Shades of a cell, from little to much.
SHADES = 5
#: Asks the list of guests for those who came again, whenever that was.
AT_ANY_TIME = "any"


@dataclass(frozen=True)
class Cell:
    """Share of a cohort with a stay in one quarter after the first stay; `shade`: 0 … SHADES − 1 within the table.
    `url` lists them."""

    share: float
    shade: int
    url: str


@dataclass(frozen=True)
class Cohort:
    """Guests whose first stay was in `month`; `again`: share with another one. A quarter that is not over yet for
    all of them is None."""

    month: date
    guests: int
    again: float
    stays_each: Decimal
    spend_each: Decimal
    quarters: tuple[Cell | None, ...]

    @property
    def url(self) -> str:
        return _guests_of(self.month)

    @property
    def again_url(self) -> str:
        return _guests_of(self.month, AT_ANY_TIME)


def newest_cohorts() -> CohortTable | None:
    return CohortTable.objects.order_by("-as_of", "-pk").first()


def cohorts(table: CohortTable) -> list[Cohort]:
    """Newest month first."""
    most = max((share for row in table.rows for share in _shares(row, table.as_of) if share), default=0)
    return [_cohort(row, table.as_of, most) for row in reversed(table.rows)]


def _cohort(row: dict, as_of: date, most: float) -> Cohort:
    guests, month = row["guests"], date.fromisoformat(row["month"])
    return Cohort(
        month=month,
        guests=guests,
        again=row["again"] / guests,
        stays_each=Decimal(row["stays"]) / guests,
        spend_each=Decimal(row["spend"]) / guests,
        quarters=tuple(
            None if share is None else Cell(share, _shade(share, most), _guests_of(month, str(at)))
            for at, share in enumerate(_shares(row, as_of), start=1)
        ),
    )


def _shade(share: float, most: float) -> int:
    return min(SHADES - 1, int(SHADES * share / most)) if most else 0


def _guests_of(month: date, again_in: str = "") -> str:
    last = _months_on(month, 1) - timedelta(days=1)
    asked = {"first_from": month.isoformat(), "first_to": last.isoformat()}
    return f"{reverse('value:guests')}?{urlencode(asked | ({'again_in': again_in} if again_in else {}))}"


def _shares(row: dict, as_of: date) -> list[float | None]:
    month = date.fromisoformat(row["month"])
    return [
        came / row["guests"] if _months_on(month, 1 + 3 * (at + 1)) <= as_of + timedelta(days=1) else None
        for at, came in enumerate(row["quarters"])
    ]


def _months_on(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)

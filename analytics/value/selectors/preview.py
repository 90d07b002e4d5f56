"""What other parameters, or another C, would do to the classes, without saving anything."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from analytics.value import formulas, statements
from analytics.value.choices import ValueClass
from analytics.value.models import ValueParameters, ValueRun
from analytics.value.selectors.forecasts import chosen_forecast, expected_of
from common.money import CENT
from guests.models import Guest

#: So many of the guests who would change class are named.
NAMED = 20


@dataclass(frozen=True)
class PreviewRow:
    """A class: its guests now and then, and what their CCV would be."""

    label: Any
    now: int
    then: int
    ccv: Decimal

    @property
    def change(self) -> int:
        return self.then - self.now


@dataclass(frozen=True)
class Move:
    """So many guests would go from one class to another."""

    was: Any
    then: Any
    guests: int


@dataclass(frozen=True)
class Moving:
    """A guest who would change class."""

    guest: Guest
    was: Any
    then: Any
    ccv_before: Decimal
    ccv: Decimal


@dataclass(frozen=True)
class Preview:
    """Classes and thresholds of the shown run under a draft and a C. Everything counts at once but the middles
    of the income bands: income against spend needs all ratios again and shows in the next night.

    `moving` names those with the highest CCV of the `changed` guests who would change class.
    """

    rows: tuple[PreviewRow, ...]
    cost: Decimal
    ccv_from: Decimal
    cpv_from: Decimal
    changed: int
    moves: tuple[Move, ...]
    moving: tuple[Moving, ...]


def preview(run: ValueRun, draft: ValueParameters, *, cost: Decimal | None = None) -> Preview:
    """Values every guest of `run` anew: a pass each for ranks, thresholds and classes. `cost` None: the run's C."""
    forecast = chosen_forecast(draft, on=run.business_date)
    source = statements.recomputed(run.pk, by_model=forecast is not None)
    values: dict[str, Any] = {
        "as_of": run.business_date,
        "since": formulas.habit_since(run.business_date),
        "per_year": draft.periods_per_year,
        "factor": formulas.annuity(draft.periods, draft.discount_rate),
        "cost_cents": formulas.in_hundredths(run.cost_per_guest if cost is None else cost),
        "ccv_at": draft.ccv_threshold_at,
        "cpv_at": draft.cpv_threshold_at,
        "named": NAMED,
    }
    with connection.cursor() as cursor:
        if forecast:
            values |= expected_of(cursor, statements.stored_sums(run.pk), values, forecast, draft)
        cursor.execute(statements.totals(f"{source} facts"), values)
        rows = statements.scored(
            source,
            scales=formulas.ranks(cursor.fetchall()),
            weights=draft.weight_of,
            income=draft.income_scores,
        )
        cursor.execute(
            f"SELECT {statements.threshold('ccv', draft.ccv_threshold)},"
            f" {statements.threshold('cpv', draft.cpv_threshold)} FROM ({rows}) v",
            values,
        )
        values["ccv_from"], values["cpv_from"] = (value or 0 for value in cursor.fetchone())
        cursor.execute(
            f"""
            WITH judged AS MATERIALIZED (
                SELECT guest_id, was, {statements.class_of()} AS becomes, ccv_before, ccv FROM ({rows}) v
            )
            SELECT was, becomes, count(*), sum(ccv), NULL FROM judged GROUP BY was, becomes
            UNION ALL
            (SELECT was, becomes, guest_id, ccv, ccv_before FROM judged WHERE was <> becomes
             ORDER BY greatest(ccv, ccv_before) DESC, guest_id LIMIT %(named)s)
            """,
            values,
        )
        found = cursor.fetchall()
    return _shown(
        run,
        values,
        cells=[row[:4] for row in found if row[4] is None],
        named=[row for row in found if row[4] is not None],
    )


def _shown(run: ValueRun, values: dict, *, cells: list[tuple], named: list[tuple]) -> Preview:
    guests = Guest.objects.in_bulk([guest for _was, _then, guest, _ccv, _before in named])
    moves = [Move(_label(was), _label(then), n) for was, then, n, _ccv in cells if was != then]
    return Preview(
        rows=tuple(
            PreviewRow(
                _label(key),
                run.summary["classes"][key]["guests"],
                sum(n for _was, then, n, _ccv in cells if then == key),
                sum(ccv for _was, then, _n, ccv in cells if then == key) * CENT,
            )
            for key in ValueClass.values
        ),
        cost=values["cost_cents"] * CENT,
        ccv_from=values["ccv_from"] * CENT,
        cpv_from=values["cpv_from"] * CENT,
        changed=sum(move.guests for move in moves),
        moves=tuple(sorted(moves, key=lambda move: -move.guests)),
        moving=tuple(
            Moving(guests[guest], _label(was), _label(then), before * CENT, ccv * CENT)
            for was, then, guest, ccv, before in named
            if guest in guests  # not merged away since the night
        ),
    )


def _label(value_class: str) -> Any:
    return ValueClass(value_class).label

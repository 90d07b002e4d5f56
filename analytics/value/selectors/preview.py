"""What other parameters would do to the classes, without saving anything."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from analytics.value import formulas, statements
from analytics.value.choices import ValueClass
from analytics.value.models import ValueParameters, ValueRun


@dataclass(frozen=True)
class PreviewRow:
    label: Any
    now: int
    then: int
    ccv: Decimal

    @property
    def change(self) -> int:
        return self.then - self.now


@dataclass(frozen=True)
class Preview:
    """Classes and thresholds of the shown run under a draft. n, d, thresholds, weights and income scores count
    at once; a new period or new band middles need the stays again and show in the next night."""

    rows: tuple[PreviewRow, ...]
    ccv_from: Decimal
    cpv_from: Decimal


def preview(run: ValueRun, draft: ValueParameters) -> Preview:
    """Recomputes CCV and CPV of every guest of `run` in one pass each for thresholds and classes."""
    factor, then = (
        formulas.annuity(version.periods, version.discount_rate) for version in (run.parameters, draft)
    )
    source = f"""(
        SELECT guest_id, income_band, credit, motive, industry, (growth_score * 100)::integer AS growth,
               round(ccv * %(then)s / %(factor)s, 2) AS ccv
        FROM {statements.partition(run.pk)} OFFSET 0
    )"""
    rows = statements.scored(source, scales=run.scales, weights=draft.weight_of, income=draft.income_scores)
    values = {
        "factor": factor,
        "then": then,
        "ccv_at": draft.ccv_threshold_at,
        "cpv_at": draft.cpv_threshold_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {statements.threshold('ccv', draft.ccv_threshold)},"
            f" {statements.threshold('cpv', draft.cpv_threshold)} FROM ({rows}) v",
            values,
        )
        ccv_from, cpv_from = (value if value is not None else Decimal(0) for value in cursor.fetchone())
        cursor.execute(
            f"SELECT {statements.class_of()}, count(*), sum(ccv) FROM ({rows}) v GROUP BY 1",
            values | {"ccv_from": ccv_from, "cpv_from": cpv_from},
        )
        found = {key: (guests, ccv) for key, guests, ccv in cursor.fetchall()}
    return Preview(
        rows=tuple(
            PreviewRow(
                ValueClass(key).label,
                run.summary["classes"][key]["guests"],
                *found.get(key, (0, Decimal(0))),
            )
            for key in ValueClass.values
        ),
        ccv_from=ccv_from,
        cpv_from=cpv_from,
    )

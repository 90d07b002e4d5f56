"""What the managers' pages show of a run, computed once at night and stored with it."""

from decimal import Decimal
from typing import Any

from django.db import connection

from analytics.value.choices import ValueClass
from analytics.value.models import ValueRun
from analytics.value.statements import CELL_HEIGHT, CELLS_PER_DECADE, partition

#: Shares of guests, from the top, whose part of the profit is shown.
TOPS = (Decimal("0.01"), Decimal("0.05"), Decimal("0.20"), Decimal("0.50"))
#: "20 % who bring 80 %": the part of the profit whose bringers are counted.
MAIN_PART = Decimal("0.80")
MOVERS = 10


def summarise(run: ValueRun) -> dict:
    """Classes, scatter cells, pyramid, quantiles; and against the last shown run: migration and movers.

    Money as text with two places. Reads the run's own partition, attached or not.
    """
    before = (
        ValueRun.objects.filter(
            status=ValueRun.Status.COMPLETE, has_detail=True, business_date__lt=run.business_date
        )
        .order_by("-business_date")
        .first()
    )
    return {
        "classes": _classes(run),
        "cells": _cells(run),
        "pyramid": _pyramid(run),
        "quantiles": _quantiles(run),
        "compared_with": before.pk if before else None,
        "migration": _migration(run, before) if before else [],
        "movers": _movers(run, before) if before else {"up": [], "down": []},
    }


def _rows(sql: str, values: dict | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _classes(run: ValueRun) -> dict:
    found = {
        row[0]: {
            "guests": row[1],
            "ccv": str(row[2]),
            "chv": str(row[3]),
            "spend": str(row[4]),
            "uncertain": row[5],
        }
        for row in _rows(
            f"SELECT value_class, count(*), sum(ccv), sum(chv), sum(spend),"
            f" count(*) FILTER (WHERE completeness < 0.5) FROM {partition(run.pk)} GROUP BY 1"
        )
    }
    nobody = {"guests": 0, "ccv": "0.00", "chv": "0.00", "spend": "0.00", "uncertain": 0}
    return {value_class: found.get(value_class, nobody) for value_class in ValueClass.values}


def _cells(run: ValueRun) -> list[list]:
    """[column, row, guests, Σ CCV]: columns of CCV on a logarithmic scale (−1: below one), rows of CPV."""
    return [
        [column, row, guests, str(ccv)]
        for column, row, guests, ccv in _rows(
            f"SELECT CASE WHEN ccv < 1 THEN -1 ELSE floor(log(ccv::float8) * {CELLS_PER_DECADE})::int END,"
            f" least(floor(cpv / {CELL_HEIGHT}), {100 // CELL_HEIGHT - 1})::int, count(*), sum(ccv)"
            f" FROM {partition(run.pk)} WHERE cpv IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
        )
    ]


def _pyramid(run: ValueRun) -> dict:
    """Guests from the most to the least profit (CHV): part of the profit of the top shares, and the share of
    guests that brings MAIN_PART. Empty where all guests together brought no profit."""
    tops = ", ".join(f"max(running) FILTER (WHERE place <= ceil({top} * n))" for top in TOPS)
    edges = ", ".join(f"min(chv) FILTER (WHERE place <= ceil({top} * n))" for top in TOPS)
    row = _rows(
        f"""
        WITH all_guests AS (SELECT count(*) AS n, sum(chv) AS total FROM {partition(run.pk)}),
        ranked AS (
            SELECT chv, row_number() OVER best AS place, sum(chv) OVER best AS running
            FROM {partition(run.pk)} WINDOW best AS (ORDER BY chv DESC ROWS UNBOUNDED PRECEDING)
        )
        SELECT n, total, min(place) FILTER (WHERE running >= {MAIN_PART} * total), {tops}, {edges}
        FROM ranked, all_guests GROUP BY n, total
        """
    )
    if not row or row[0][1] <= 0:
        return {}
    guests, total, bringers, *figures = row[0]
    parts, edges_found = figures[: len(TOPS)], figures[len(TOPS) :]
    return {
        "profit": str(total),
        "main_share": f"{Decimal(bringers) / guests:.6f}",
        "main_guests": bringers,
        "tops": [
            {"share": str(top), "part": f"{part / total:.6f}", "chv_from": str(edge)}
            for top, part, edge in zip(TOPS, parts, edges_found, strict=True)
        ],
    }


def _quantiles(run: ValueRun) -> list[str]:
    """CCV that 5, 10, … 95 % of the guests do not exceed."""
    shares = [step / 20 for step in range(1, 20)]
    found = _rows(
        f"SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY ccv) FROM {partition(run.pk)}",
        {"shares": shares},
    )[0][0]
    return [str(value) for value in found or []]


def _migration(run: ValueRun, before: ValueRun) -> list[list]:
    """[class before or null, class now or null, guests]; null: no value in that run."""
    return [
        list(row)
        for row in _rows(
            f"SELECT o.value_class, n.value_class, count(*) FROM {partition(before.pk)} o"
            f" FULL JOIN {partition(run.pk)} n USING (guest_id) GROUP BY 1, 2 ORDER BY 1, 2"
        )
    ]


def _movers(run: ValueRun, before: ValueRun) -> dict:
    """Who gained and lost most CCV, with what else changed for him."""
    sql = (
        "SELECT n.guest_id, o.ccv, n.ccv, o.stays, n.stays, o.spend, n.spend"
        f" FROM {partition(before.pk)} o JOIN {partition(run.pk)} n USING (guest_id)"
        " WHERE n.ccv {sign} o.ccv ORDER BY n.ccv - o.ccv {order}, n.guest_id"
        f" LIMIT {MOVERS}"
    )
    return {
        way: [
            {
                "guest": guest,
                "ccv": [str(ccv_before), str(ccv_now)],
                "stays": [stays_before, stays_now],
                "spend": [str(spend_before), str(spend_now)],
            }
            for guest, ccv_before, ccv_now, stays_before, stays_now, spend_before, spend_now in _rows(
                sql.format(sign=sign, order=order)
            )
        ]
        for way, sign, order in (("up", ">", "DESC"), ("down", "<", "ASC"))
    }

"""What the managers' pages show of a run, computed once at night and stored with it."""

from collections import defaultdict
from typing import Any

from django.db import connection

from analytics.value.choices import CERTAIN_FROM, ValueClass
from analytics.value.formulas import CELLS_PER_DECADE, cell_from
from analytics.value.models import ValueRun
from analytics.value.pyramid import Band, pyramid, wanted
from analytics.value.statements import CELL_HEIGHT, partition
from common.money import ZERO

#: Guests whose CHV falls between two multiples of this are one band of the pyramid.
BAND = 10
#: More columns than an amount can have digits for.
COLUMNS = 12 * CELLS_PER_DECADE
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
        **_classes_and_cells(run),
        "pyramid": _pyramid(run),
        "quantiles": _quantiles(run),
        "compared_with": before.pk if before else None,
        **(_changes(run, before) if before else {"migration": [], "movers": {"up": [], "down": []}}),
    }


def _rows(sql: str, values: dict | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _classes_and_cells(run: ValueRun) -> dict:
    """`classes`: guests and money of each; `cells`: [column, row, guests, Σ CCV], columns of CCV on a logarithmic
    scale (−1: below one), rows of CPV. One pass over the guests for both."""
    found = _rows(
        f"SELECT value_class, width_bucket((ccv * 100)::bigint, %(edges)s::bigint[]) - 1,"
        f" least((cpv * 100)::integer / {100 * CELL_HEIGHT}, {100 // CELL_HEIGHT - 1}),"
        f" count(*), sum(ccv), sum(chv), sum(spend), count(*) FILTER (WHERE completeness < {CERTAIN_FROM})"
        f" FROM {partition(run.pk)} GROUP BY 1, 2, 3",
        {"edges": [int(cell_from(column) * 100) for column in range(COLUMNS)]},
    )
    classes: dict[str, list] = {key: [0, ZERO, ZERO, ZERO, 0] for key in ValueClass.values}
    cells: dict[tuple[int, int], list] = defaultdict(lambda: [0, ZERO])
    for value_class, column, row, *figures in found:
        classes[value_class] = [a + b for a, b in zip(classes[value_class], figures, strict=True)]
        if row is not None:
            guests, ccv = cells[column, row]
            cells[column, row] = [guests + figures[0], ccv + figures[1]]
    return {
        "classes": {
            key: {
                "guests": guests,
                "ccv": str(ccv),
                "chv": str(chv),
                "spend": str(spend),
                "uncertain": uncertain,
            }
            for key, (guests, ccv, chv, spend, uncertain) in classes.items()
        },
        "cells": [[*cell, guests, str(ccv)] for cell, (guests, ccv) in sorted(cells.items())],
    }


def _pyramid(run: ValueRun) -> dict:
    """What the top shares of the guests bring of the profit (CHV). Sorting all guests would take five times
    as long as counting them in bands and looking closer at the few that matter."""
    band = f"floor(chv * {1 / BAND})"
    bands = [
        Band(int(key), guests, total)
        for key, guests, total in _rows(
            f"SELECT {band}, count(*), sum(chv) FROM {partition(run.pk)} GROUP BY 1 ORDER BY 1 DESC"
        )
    ]
    within = " OR ".join(f"chv >= {key * BAND} AND chv < {(key + 1) * BAND}" for key in wanted(bands))
    detail = defaultdict(list)
    for key, chv, guests in _rows(
        f"SELECT {band}, chv, count(*) FROM {partition(run.pk)} WHERE {within or 'false'}"
        " GROUP BY 1, 2 ORDER BY 2 DESC"
    ):
        detail[int(key)].append((chv, guests))
    return pyramid(bands, detail)


def _quantiles(run: ValueRun) -> list[str]:
    """CCV that 5, 10, … 95 % of the guests do not exceed."""
    shares = [step / 20 for step in range(1, 20)]
    found = _rows(
        f"SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY ccv) FROM {partition(run.pk)}",
        {"shares": shares},
    )[0][0]
    return [str(value) for value in found or []]


def _changes(run: ValueRun, before: ValueRun) -> dict:
    """`migration`: [class before or null, class now or null, guests], null: no value in that run; `movers`: who
    gained and who lost most CCV, with what else changed for him."""
    found = _rows(
        f"""
        WITH pairs AS MATERIALIZED (
            SELECT guest_id, o.value_class AS was, n.value_class AS now, n.ccv - o.ccv AS change
            FROM {partition(before.pk)} o FULL JOIN {partition(run.pk)} n USING (guest_id)
        )
        SELECT 'moved', was, now, count(*) FROM pairs GROUP BY was, now
        UNION ALL
        (SELECT 'up', '', '', guest_id FROM pairs WHERE change > 0 ORDER BY change DESC, guest_id LIMIT %(most)s)
        UNION ALL
        (SELECT 'down', '', '', guest_id FROM pairs WHERE change < 0 ORDER BY change, guest_id LIMIT %(most)s)
        """,
        {"most": MOVERS},
    )
    migration = [[was, now, guests] for kind, was, now, guests in found if kind == "moved"]
    return {
        # NULL last, as the pages and the tests read it.
        "migration": sorted(migration, key=lambda row: [(name is None, name or "") for name in row[:2]]),
        "movers": {
            way: _movers(run, before, [guest for kind, _was, _now, guest in found if kind == way])
            for way in ("up", "down")
        },
    }


def _movers(run: ValueRun, before: ValueRun, guests: list[int]) -> list[dict]:
    """The figures of `guests` then and now, in their order."""
    facts = {
        row[0]: row
        for row in _rows(
            "SELECT guest_id, o.ccv, n.ccv, o.stays, n.stays, o.spend, n.spend, o.recent_stays, n.recent_stays"
            f" FROM {partition(before.pk)} o JOIN {partition(run.pk)} n USING (guest_id)"
            " WHERE guest_id = ANY(%(guests)s) AND o.run_id = %(before)s AND n.run_id = %(now)s",
            {"guests": guests, "before": before.pk, "now": run.pk},
        )
    }
    return [
        {
            "guest": guest,
            "ccv": [str(figures[0]), str(figures[1])],
            "stays": list(figures[2:4]),
            "spend": [str(figures[4]), str(figures[5])],
            "recent": list(figures[6:8]),
        }
        for guest, *figures in (facts[guest] for guest in guests)
    ]

"""What the managers' pages show of a run, computed once at night and stored with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from analytics.value.choices import CERTAIN_FROM, ValueClass
from analytics.value.formulas import in_hundredths
from analytics.value.models import ValueRun
from analytics.value.pyramid import Band, pyramid, wanted
from analytics.value.statements import build_table, partition
from common.money import CENT, ZERO

#: Guests whose CHV, in cents, falls between two multiples of this are one band of the pyramid.
BAND = 1000
MOVERS = 10


def summarise_collected(run: ValueRun, cells: Iterable[tuple]) -> dict:
    """What can be said before anybody has a class: scatter cells, pyramid, quantiles. `cells`: rows of
    statements.cells_and_thresholds.

    Reads what was collected, in whole cents: three times as quick as the decimals of the history. Money as text with
    two places.
    """
    return {
        "cells": [
            [column, row, guests, str(ccv * CENT)]
            for column, row, guests, ccv in sorted(cell[:4] for cell in cells if cell[1] is not None)
        ],
        "pyramid": _pyramid(run),
        "quantiles": _quantiles(run),
    }


def summarise(run: ValueRun) -> dict:
    """The rest: classes; and against the last shown run: migration and movers.

    Reads the run's own partition, attached or not.
    """
    before = (
        ValueRun.objects.filter(
            status=ValueRun.Status.COMPLETE, has_detail=True, business_date__lt=run.business_date
        )
        .order_by("-business_date")
        .first()
    )
    classes = _classes(run)
    guests = {key: figures["guests"] for key, figures in classes.items()}
    return {
        "classes": classes,
        "compared_with": before.pk if before else None,
        **(_changes(run, before, guests) if before else {"migration": [], "movers": {"up": [], "down": []}}),
    }


def _rows(sql: str, values: dict | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _classes(run: ValueRun) -> dict[str, dict]:
    """Guests and money of each class; the same C is in everybody's CHV."""
    found = {
        key: figures
        for key, *figures in _rows(
            "SELECT value_class, count(*), sum(ccv), sum(spend),"
            f" count(*) FILTER (WHERE completeness < {CERTAIN_FROM}) FROM {partition(run.pk)} GROUP BY 1"
        )
    }
    classes = {}
    for key in ValueClass.values:
        guests, ccv, spend, uncertain = found.get(key, (0, ZERO, ZERO, 0))
        classes[key] = {
            "guests": guests,
            "ccv": str(ccv),
            "chv": str(spend - guests * run.cost_per_guest),
            "spend": str(spend),
            "uncertain": uncertain,
        }
    return classes


def _pyramid(run: ValueRun) -> dict:
    """What the top shares of the guests bring of the profit (CHV). Sorting all guests would take five times
    as long as counting them in bands and looking closer at the few that matter."""
    source = f"(SELECT cents - %(cost_cents)s AS chv FROM {build_table(run.pk)}) profits"
    values = {"cost_cents": in_hundredths(run.cost_per_guest)}
    bands = [
        Band(key, guests, total * CENT)
        for key, guests, total in _rows(
            f"SELECT chv / {BAND}, count(*), sum(chv) FROM {source} GROUP BY 1 ORDER BY 1 DESC", values
        )
    ]
    detail = defaultdict(list)
    for key, chv, guests in _rows(
        f"SELECT chv / {BAND}, chv, count(*) FROM {source} WHERE chv / {BAND} = ANY(%(wanted)s)"
        " GROUP BY 1, 2 ORDER BY 2 DESC",
        values | {"wanted": wanted(bands)},
    ):
        detail[key].append((chv * CENT, guests))
    return pyramid(bands, detail)


def _quantiles(run: ValueRun) -> list[str]:
    """CCV that 5, 10, … 95 % of the guests do not exceed."""
    shares = [step / 20 for step in range(1, 20)]
    found = _rows(
        f"SELECT percentile_disc(%(shares)s) WITHIN GROUP (ORDER BY ccv) FROM {build_table(run.pk)}",
        {"shares": shares},
    )[0][0]
    return [str(ccv * CENT) for ccv in found or []]


def _changes(run: ValueRun, before: ValueRun, guests: dict[str, int]) -> dict:
    """`migration`: [class before or null, class now or null, guests], null: no value in that run; `movers`: who
    gained and who lost most CCV, with what else changed for him. `guests`: of each class now.

    Most guests of most nights are worth what they were: only the others are counted. Both runs lie in the order of
    their keys, so that reading along these takes two thirds of hashing one of them.
    """
    found = _rows(
        f"""
        SET LOCAL enable_hashjoin = off;
        WITH changed AS MATERIALIZED (
            SELECT guest_id, o.value_class AS was, n.value_class AS now, n.ccv - o.ccv AS change
            FROM {partition(before.pk)} o FULL JOIN {partition(run.pk)} n USING (guest_id)
            WHERE o.ccv IS DISTINCT FROM n.ccv OR o.value_class IS DISTINCT FROM n.value_class
        )
        SELECT 'moved', was, now, count(*) FROM changed WHERE was IS DISTINCT FROM now GROUP BY was, now
        UNION ALL
        (SELECT 'up', '', '', guest_id FROM changed WHERE change > 0 ORDER BY change DESC, guest_id LIMIT %(most)s)
        UNION ALL
        (SELECT 'down', '', '', guest_id FROM changed WHERE change < 0 ORDER BY change, guest_id LIMIT %(most)s)
        """,
        {"most": MOVERS},
    )
    moved = {(was, now): count for kind, was, now, count in found if kind == "moved"}
    for key, now_in in guests.items():
        if stayed := now_in - sum(count for (_was, now), count in moved.items() if now == key):
            moved[key, key] = stayed
    return {
        # NULL last, as the pages and the tests read it.
        "migration": sorted(
            ([was, now, count] for (was, now), count in moved.items()),
            key=lambda row: [(name is None, name or "") for name in row[:2]],
        ),
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

"""Drawings of a run and the tables they are drawn from: arguments of components/chart.html."""

from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.value.formulas import CELLS_PER_DECADE, cell_from
from analytics.value.models import ValueRun
from analytics.value.statements import CELL_HEIGHT
from common.addresses import address
from common.templatetags.hotel import money, number, percent

#: Diameter in pixels of the smallest and the largest point.
SMALLEST, LARGEST = 5, 34


def _edges(column: int) -> tuple[Decimal | None, Decimal]:
    """CCV (from, below) of a column of cells; the first one holds everything below one.

    Rounded up: the first amount in whole cents that the night puts into the column.
    """
    if column < 0:
        return None, Decimal(1)
    return cell_from(column), cell_from(column + 1)


def cell_url(column: int, row: int) -> str:
    """The list of the guests of one cell."""
    lowest, below = _edges(column)
    query = [f"ccv_min={lowest}"] if lowest is not None else []
    query += [f"ccv_below={below}", f"cpv_min={row * CELL_HEIGHT}"]
    if (row + 1) * CELL_HEIGHT < 100:
        query.append(f"cpv_below={(row + 1) * CELL_HEIGHT}")
    return f"{address('value:guests')}?{'&'.join(query)}"


def scatter(run: ValueRun) -> dict:
    """CCV × CPV: a point is the guests of one cell; it leads to their list."""
    cells = run.summary["cells"]
    most = max((guests for _column, _row, guests, _ccv in cells), default=1)
    points, rows = [], []
    for column, row, guests, ccv in cells:
        lowest, below = _edges(column)
        middle = 10 ** ((column + 0.5) / CELLS_PER_DECADE)
        points.append(
            {
                "value": [round(middle, 2), (row + 0.5) * CELL_HEIGHT, guests],
                "symbolSize": round(SMALLEST + (LARGEST - SMALLEST) * (guests / most) ** 0.5, 1),
                "href": cell_url(column, row),
            }
        )
        ccv_words = f"< {money(below, 0)}" if lowest is None else f"{money(lowest, 0)} – {money(below, 0)}"
        cpv_words = f"{row * CELL_HEIGHT} – {(row + 1) * CELL_HEIGHT}"
        rows.append((ccv_words, cpv_words, number(guests), money(ccv, 0)))
    lines = [{"yAxis": float(run.cpv_from)}]
    if run.ccv_from > 0:
        lines.append({"xAxis": float(run.ccv_from)})
    option = {
        "grid": {"left": 50, "right": 20, "top": 30, "bottom": 45},
        "tooltip": {},
        "xAxis": {
            "type": "log",
            "name": _("current value (CCV)"),
            "nameLocation": "middle",
            "nameGap": 28,
            "splitLine": {"show": False},
            "axisLabel": {"formatter": "@money", "hideOverlap": True},
        },
        "yAxis": {"name": _("incremental value (CPV)"), "min": 0, "max": 100},
        "series": [
            {
                "type": "scatter",
                "data": points,
                "itemStyle": {"color": "var(--series-1)", "opacity": 0.45},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": "var(--series-2)", "type": "dashed"},
                    "data": lines,
                },
            }
        ],
    }
    columns = (_("current value (CCV)"), _("incremental value (CPV)"), _("Guests"), _("Σ CCV"))
    return {"option": option, "columns": columns, "rows": rows}


def pyramid(run: ValueRun) -> dict | None:
    """Which part of the profit the top guests bring; None where there is no profit to share."""
    stored = run.summary["pyramid"]
    if not stored:
        return None
    tops = [(Decimal(top["share"]), Decimal(top["part"]), top["chv_from"]) for top in stored["tops"]]
    labels = [_("top %(share)s") % {"share": percent(share)} for share, _part, _from in tops]
    points = [
        {"value": float(part), "href": f"{address('value:guests')}?chv_min={lowest}&sort=-chv"}
        for _share, part, lowest in tops
    ]
    option = {
        "grid": {"left": 80, "right": 60, "top": 8, "bottom": 24},
        "xAxis": {
            "type": "value",
            "min": 0,
            "axisLabel": {"formatter": "@percent", "hideOverlap": True},
            "splitLine": {"show": False},
        },
        "yAxis": {"type": "category", "data": labels, "inverse": True},
        "series": [
            {
                "type": "bar",
                "data": points,
                "itemStyle": {"color": "var(--series-1)"},
                "label": {"show": True, "position": "right", "formatter": "@percent"},
            }
        ],
    }
    rows = [
        (label, percent(part, 1), money(lowest))
        for label, (_s, part, lowest) in zip(labels, tops, strict=True)
    ]
    return {
        "option": option,
        "columns": (_("Guests"), _("part of the profit"), _("CHV at least")),
        "rows": rows,
        "main_share": Decimal(stored["main_share"]),
        "main_guests": stored["main_guests"],
    }

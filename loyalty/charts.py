"""Drawings of the programme and the tables they are drawn from: arguments of components/chart.html."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from common.templatetags.hotel import money, number
from loyalty.giving_choices import Investment
from loyalty.selectors.investment import TierReturn


def investment_by_tier(rows: Sequence[TierReturn]) -> dict:
    """What was put into each tier, stacked by kind, beside the revenue that came back."""
    series = [
        {
            "type": "bar",
            "stack": "in",
            "name": str(kind.label),
            "data": [float(row.parts[kind]) for row in rows],
        }
        for kind in Investment
    ]
    back = {
        "type": "bar",
        "name": _("revenue since"),
        "data": [float(row.revenue) for row in rows],
        "xAxisIndex": 1,
        "itemStyle": {"color": "var(--gold)"},
    }
    above = {"left": 90, "right": 20, "top": 60, "height": "34%"}
    below = {"left": 90, "right": 20, "bottom": 30, "height": "22%"}
    money_axis = {"type": "value", "axisLabel": {"formatter": "@money"}, "splitNumber": 3}
    option = {
        "grid": [above, below],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"type": "scroll", "top": 0},
        "xAxis": [_tiers(rows, 0), _tiers(rows, 1)],
        "yAxis": [money_axis | {"gridIndex": grid} for grid in (0, 1)],
        "series": [*series, back | {"yAxisIndex": 1}],
    }
    kinds = (kind.label for kind in Investment)
    headings = (_("tier"), _("guests"), *kinds, _("put in"), _("revenue since"), _("remains"))
    return {
        "option": option,
        "columns": headings,
        "rows": [
            (
                row.name,
                number(row.guests),
                *(money(row.parts[kind], 0) for kind in Investment),
                money(row.invested, 0),
                money(row.revenue, 0),
                money(row.left, 0),
            )
            for row in rows
        ],
    }


def _tiers(rows: Sequence[TierReturn], grid: int) -> dict:
    return {"type": "category", "gridIndex": grid, "data": [row.name for row in rows]}

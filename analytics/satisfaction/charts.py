"""Drawings of weights and the tables they are drawn from: arguments of components/chart.html."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.satisfaction.selectors.weightings import Difference
from common.templatetags.hotel import percent

#: Pixels of one bar's line, and of what stands above and below all of them.
BAR, MARGINS = 26, 70


def side_by_side(rows: Sequence[Difference], first: str, second: str) -> dict:
    """Shares of the whole in two weightings: of the lowest level, which sums to one."""
    lowest = [row for row in rows if not row.is_top]
    names = [row.label for row in lowest]
    series = [
        {
            "type": "bar",
            "name": name,
            "data": [None if share is None else float(share) for share in shares],
            "itemStyle": {"color": f"var(--series-{at})"},
        }
        for at, (name, shares) in enumerate(
            [(first, [row.first for row in lowest]), (second, [row.second for row in lowest])], start=1
        )
    ]
    option = {
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "min": 0, "axisLabel": {"formatter": "@percent", "hideOverlap": True}},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLabel": {"width": 150, "overflow": "truncate"},
        },
        "series": series,
    }
    return {
        "option": option,
        "columns": (_("Indicator"), first, second),
        "rows": [(row.label, percent(row.first, 1), percent(row.second, 1)) for row in lowest],
        "height": MARGINS + 2 * BAR * len(lowest) // (1 if len(lowest) < 8 else 2),
    }

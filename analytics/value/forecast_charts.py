"""How well each estimator foresaw the year past: drawing and table, as components/chart.html takes them."""

from django.utils.translation import gettext as _

from analytics.value.choices import Estimator
from analytics.value.models import Backtest
from common.templatetags.hotel import number


def calibration(judged: Backtest) -> dict:
    """Stays expected and stays that came, for each tenth of the guests by each estimator."""
    series, rows = [], []
    farthest = 0.0
    for kind in judged.judgements:
        judgement = judged.judgement(kind)
        tenths = judgement.tenths if judgement else ()
        points = [[round(tenth.expected, 4), round(tenth.came, 4)] for tenth in tenths]
        farthest = max([farthest, *(value for point in points for value in point)])
        series.append({"type": "line", "name": Estimator(kind).short, "data": points, "symbolSize": 7})
        rows += [
            (
                Estimator(kind).short,
                at,
                number(tenth.guests),
                number(tenth.expected, 3),
                number(tenth.came, 3),
            )
            for at, tenth in enumerate(tenths, start=1)
        ]
    exact = {
        "type": "line",
        "name": _("exact"),
        "data": [[0, 0], [farthest, farthest]],
        "symbol": "none",
        "silent": True,
        "lineStyle": {"type": "dashed", "color": "var(--tblr-secondary)"},
        "itemStyle": {"color": "var(--tblr-secondary)"},
    }
    axis = {
        "type": "value",
        "nameLocation": "middle",
        "axisLabel": {"formatter": "@number", "hideOverlap": True},
    }
    option = {
        "grid": {"left": 55, "right": 20, "top": 40, "bottom": 45},
        "tooltip": {},
        "legend": {"type": "scroll", "top": 0},
        "xAxis": {**axis, "name": _("stays expected per guest"), "nameGap": 28},
        "yAxis": {**axis, "name": _("stays that came per guest"), "nameGap": 38},
        "series": [*series, exact],
    }
    return {
        "option": option,
        "columns": (_("estimator"), _("tenth"), _("Guests"), _("stays expected"), _("stays that came")),
        "rows": rows,
    }

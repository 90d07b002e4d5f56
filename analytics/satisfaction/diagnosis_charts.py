"""Drawings of the diagnosis and the tables they are drawn from: arguments of components/chart.html."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil, floor

from django.utils.translation import gettext as _

from analytics.satisfaction.quarters import Quarter
from analytics.satisfaction.selectors.diagnosis import Diagnosis, Judged, Point
from common.templatetags.hotel import number, percent

#: Colour and symbol of a quarter: nobody has to tell colours apart.
LOOKS = {
    Quarter.KEEP_UP: ("var(--good)", "circle"),
    Quarter.FIX_NOW: ("var(--bad)", "diamond"),
    Quarter.OPPORTUNITY: ("var(--series-1)", "rect"),
    Quarter.WATCH: ("var(--warn)", "triangle"),
}

#: Pixels: width and height of the points' field on a desk's screen and on a phone's, a chart narrower than which is a
#: phone's, what is free to the left and right of the field, a symbol, a letter.
DESK, PHONE = (950, 330), (190, 330)
NARROW = 600
LEFT, RIGHT = 50, 60
SYMBOL = 10
LETTER = 11


def short(label: str) -> str:
    """What stands in the chart: without the examples in brackets."""
    return re.split(r"[（(]", label)[0].strip()


def span(figures: Iterable[float], step: int) -> tuple[int, int]:
    """The ends of an axis that shows all `figures`: multiples of `step`."""
    known = list(figures)
    return floor(min(known) / step) * step, ceil(max(known) / step) * step


Box = tuple[float, float, float, float]


def free_places(
    points: Sequence[tuple[float, float, str] | None],
    least: Sequence[float],
    most: Sequence[float],
    field: tuple[int, int] = DESK,
) -> list[str]:
    """Where the label of each point (x, y, text) stands so that it covers no other and no point; '' where there is no
    room.

    The first points choose first. Reckoned on a `field` between `least` and `most` of both axes, letters as wide as
    they are high in Chinese.
    """
    taken: list[Box] = [_symbol(_place(point, least, most, field)) for point in points if point]
    found = []
    for point in points:
        found.append("")
        if point is None:
            continue
        x, y = _place(point, least, most, field)
        width = sum(LETTER if ord(letter) > 0x2E7F else LETTER * 0.6 for letter in point[2])
        for place, (left, low) in {
            "right": (x + SYMBOL, y - LETTER / 2),
            "top": (x - width / 2, y + SYMBOL),
            "bottom": (x - width / 2, y - SYMBOL - LETTER),
            "left": (x - SYMBOL - width, y - LETTER / 2),
        }.items():
            box = (left, low, left + width, low + LETTER)
            fits = left >= -LEFT and left + width <= field[0] + RIGHT
            if fits and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found[-1] = place
                break
    return found


def _place(
    point: tuple, least: Sequence[float], most: Sequence[float], field: tuple[int, int]
) -> tuple[float, float]:
    x, y = ((point[axis] - least[axis]) / ((most[axis] - least[axis]) or 1) * field[axis] for axis in (0, 1))
    return x, y


def _symbol(at: tuple[float, float]) -> Box:
    half = SYMBOL / 2
    return at[0] - half, at[1] - half, at[0] + half, at[1] + half


def _meet(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def scatter(found: Diagnosis) -> dict | None:
    """Performance across, importance up; a point leads to its answers. None without judged indicators."""
    if found.importance_from is None or found.performance_from is None:
        return None
    drawn = [
        (point.sample.mean or 0.0, point.importance * 100, short(point.label)) if point.quarter else None
        for point in found.points
    ]
    left, right = span([found.performance_from, *(point[0] for point in drawn if point)], 5)
    top = span([found.importance_from * 100, *(point[1] for point in drawn if point)], 2)[1]
    places, narrow = (free_places(drawn, (left, 0), (right, top), field) for field in (DESK, PHONE))
    series: list[dict] = [
        {
            "type": "scatter",
            "name": str(quarter.label),
            "symbol": symbol,
            "symbolSize": 12,
            "data": _data(found.points, places, quarter),
            "itemStyle": {"color": colour},
            "label": {"formatter": "{@[2]}", "fontSize": LETTER},
        }
        for quarter, (colour, symbol) in LOOKS.items()
    ]
    series[0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": "var(--series-2)", "type": "dashed"},
        "data": [{"yAxis": found.importance_from * 100}, {"xAxis": found.performance_from}],
    }
    on_a_phone = [{"data": _data(found.points, narrow, quarter)} for quarter in LOOKS]
    option = {
        "grid": {"left": LEFT, "right": RIGHT, "top": 50, "bottom": 45},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"formatter": "{b}: {@[0]} · {@[1]} %"},
        "xAxis": {
            "name": _("performance, 0–100"),
            "nameLocation": "middle",
            "nameGap": 28,
            "min": left,
            "max": right,
            "splitLine": {"show": False},
        },
        "yAxis": {"name": _("importance, %"), "min": 0, "max": top, "splitLine": {"show": False}},
        "series": series,
        "media": [{"query": {"maxWidth": NARROW}, "option": {"series": on_a_phone}}],
    }
    columns = (_("Indicator"), _("importance"), _("performance"), _("answers"), _("place in the chart"))
    rows = [
        (
            point.label,
            percent(point.importance, 1),
            number(point.sample.mean, 1) if point.is_judged else _("too few to judge"),
            number(point.sample.n),
            str(point.quarter.label) if point.quarter else "—",
        )
        for point in found.points
    ]
    return {"option": option, "columns": columns, "rows": rows}


def _data(points: Sequence[Point], places: Sequence[str], quarter: Quarter) -> list[dict]:
    """The points of one quarter, each with its label where there is a place for it."""
    return [
        {
            "name": point.label,
            "value": [
                round(point.sample.mean or 0.0, 1),
                round(point.importance * 100, 2),
                short(point.label),
            ],
            "href": point.url,
            "label": {"show": bool(place), "position": place or "right"},
        }
        for point, place in zip(points, places, strict=True)
        if point.quarter == quarter
    ]


def trend(months: Sequence[tuple[date, Judged]]) -> dict | None:
    """The mean of each month between the ends of its interval; months with too few answers are a gap."""
    if not months:
        return None
    lines: dict[str, list[float | None]] = {_("lower end"): [], _("mean"): [], _("upper end"): []}
    for _month, judged in months:
        known = judged.interval if judged.is_judged else None
        ends = (known.low, judged.sample.mean, known.high) if known else (None, None, None)
        for line, figure in zip(lines.values(), ends, strict=True):
            line.append(None if figure is None else round(figure, 1))
    styles = ("dashed", "solid", "dashed")
    option = {
        "grid": {"left": 40, "right": 20, "top": 40, "bottom": 30},
        "legend": {"top": 0},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{month:%Y-%m}" for month, _judged in months]},
        "yAxis": {"type": "value", "min": 0, "max": 100},
        "series": [
            {
                "type": "line",
                "name": name,
                "data": data,
                "lineStyle": {"type": style, "width": 2 if style == "solid" else 1},
                "itemStyle": {"color": "var(--series-1)"},
                "showSymbol": style == "solid",
            }
            for (name, data), style in zip(lines.items(), styles, strict=True)
        ],
    }
    rows = [
        (
            f"{month:%Y-%m}",
            number(judged.sample.mean, 1) if judged.is_judged else _("too few to judge"),
            f"{number(judged.interval.low, 1)} – {number(judged.interval.high, 1)}"
            if judged.is_judged and judged.interval
            else "—",
            number(judged.sample.n),
        )
        for month, judged in months
    ]
    return {
        "option": option,
        "columns": (_("month"), _("mean"), _("95 % interval"), _("answers")),
        "rows": rows,
    }

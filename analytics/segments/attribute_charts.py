"""Drawings of attributes and segments with the tables they are drawn from: arguments of components/chart.html."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from analytics.segments.figures import Bar
from analytics.segments.selectors.attributes import DictionaryRow
from analytics.segments.selectors.dashboards import Apart, Outlet
from common.templatetags.hotel import day, money, number, percent
from common.wording import labelled

#: Height in pixels of one bar with its gap, and of the axis below.
BAR, AXIS = 26, 46
#: Pixels of a name before it goes on in the next line.
NAME = 170


def values(row: DictionaryRow) -> dict:
    """Guests of each value; a bar leads to them."""
    points = [{"value": value.guests, "href": value.url} for value in row.values]
    return {
        "option": _bars([value.title for value in row.values], points, "@number"),
        "columns": (_("value"), _("Guests"), _("share")),
        "rows": [(value.title, number(value.guests), percent(value.share, 1)) for value in row.values],
        "height": _height(row.values),
    }


def bars(found: Sequence[Bar]) -> dict:
    points = [{"value": bar.guests, **({"href": bar.url} if bar.url else {})} for bar in found]
    return {
        "option": _bars([bar.title for bar in found], points, "@number"),
        "columns": (_("value"), _("Guests"), _("share")),
        "rows": [(bar.title, number(bar.guests), percent(bar.share, 1)) for bar in found],
        "height": _height(found),
    }


def outlets(found: Sequence[Outlet]) -> dict:
    """Spend of the last year; a bar leads to who spent there."""
    points = [{"value": float(outlet.spend), "href": outlet.url} for outlet in found]
    return {
        "option": _bars([outlet.title for outlet in found], points, "@money"),
        "columns": (_("outlet"), _("spend"), _("Guests"), _("share")),
        "rows": [
            (outlet.title, money(outlet.spend, 0), number(outlet.guests), percent(outlet.share, 1))
            for outlet in found
        ],
        "height": _height(found),
    }


def apart(found: Sequence[Apart]) -> dict:
    """Shares of the segment beside those of all guests."""
    names = [labelled(row.attribute, row.value) for row in found]
    option = _bars(names, [{"value": row.share, "href": row.url} for row in found], "@percent")
    option["series"][0]["name"] = _("in the segment")
    option["series"].append(
        {
            "type": "bar",
            "name": _("of all guests"),
            "data": [row.of_all for row in found],
            "itemStyle": {"color": "var(--series-4)"},
        }
    )
    option |= {
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 60, "top": 36, "bottom": 24, "containLabel": True},
    }
    return {
        "option": option,
        "columns": (_("value"), _("in the segment"), _("of all guests")),
        "rows": [
            (name, percent(row.share, 1), percent(row.of_all, 1))
            for name, row in zip(names, found, strict=True)
        ],
        "height": 2 * _height(found),
    }


def trend(nights: Sequence[tuple[date, int]]) -> dict:
    """The size by night, oldest first."""
    option = {
        "grid": {"left": 60, "right": 20, "top": 20, "bottom": 30},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [day(on) for on, _guests in nights]},
        "yAxis": {"type": "value", "minInterval": 1, "scale": True},
        "series": [{"type": "line", "name": _("Guests"), "data": [guests for _on, guests in nights]}],
    }
    rows = [(day(on), number(guests)) for on, guests in reversed(nights)]
    return {"option": option, "columns": (_("night of"), _("Guests")), "rows": rows, "height": 220}


def _bars(names: list[str], points: list[dict], form: str) -> dict:
    return {
        "grid": {"left": 8, "right": 60, "top": 4, "bottom": 24, "containLabel": True},
        "xAxis": {"type": "value", "min": 0, "axisLabel": {"formatter": form, "hideOverlap": True}},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            "axisLabel": {"width": NAME, "overflow": "break"},
        },
        "series": [
            {
                "type": "bar",
                "data": points,
                "itemStyle": {"color": "var(--series-1)"},
                "label": {"show": True, "position": "right", "formatter": form},
            }
        ],
    }


def _height(found: Sequence) -> int:
    return AXIS + BAR * max(1, len(found))

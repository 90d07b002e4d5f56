"""Drawings of the nights and the tables they are drawn from: arguments of components/chart.html."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.life_cycle.choices import State
from analytics.life_cycle.models import LifeCycleNight
from common.templatetags.hotel import day, number

#: Prospects and guests of one stay are many and hardly move: the others would be a line at the bottom.
DRAWN = (State.RETURNING, State.SEVERAL_OUTLETS, State.LOYAL, State.AT_RISK, State.LOST, State.WON_BACK)


def trend(nights: Sequence[LifeCycleNight]) -> dict:
    """Guests of each state by night; `nights` newest first."""
    shown = list(reversed(nights))
    option = {
        "grid": {"left": 60, "right": 20, "top": 50, "bottom": 30},
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "top": 0},
        "xAxis": {"type": "category", "data": [day(night.business_date) for night in shown]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "line",
                "name": str(state.label),
                "data": [night.counts.get(state, 0) for night in shown],
            }
            for state in DRAWN
        ],
    }
    return {
        "option": option,
        "columns": [_("night of"), *(state.label for state in State)],
        "rows": [
            (day(night.business_date), *(number(night.counts.get(state, 0)) for state in State))
            for night in nights
        ],
    }

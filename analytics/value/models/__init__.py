from analytics.value.models.advice import ClassAdvice
from analytics.value.models.costs import CostInput, FrozenCost
from analytics.value.models.forecasts import Backtest, CohortTable, StayForecast
from analytics.value.models.parameters import ValueParameters
from analytics.value.models.runs import GuestValue, ValueRun
from analytics.value.models.sums import StaySums, SumsState

__all__ = [
    "Backtest",
    "ClassAdvice",
    "CohortTable",
    "CostInput",
    "FrozenCost",
    "GuestValue",
    "StayForecast",
    "StaySums",
    "SumsState",
    "ValueParameters",
    "ValueRun",
]

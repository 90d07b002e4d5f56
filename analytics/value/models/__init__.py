from analytics.value.models.advice import ClassAdvice
from analytics.value.models.costs import CostInput, FrozenCost
from analytics.value.models.parameters import ValueParameters
from analytics.value.models.runs import GuestValue, ValueRun
from analytics.value.models.sums import StaySums, SumsState

__all__ = [
    "ClassAdvice",
    "CostInput",
    "FrozenCost",
    "GuestValue",
    "StaySums",
    "SumsState",
    "ValueParameters",
    "ValueRun",
]

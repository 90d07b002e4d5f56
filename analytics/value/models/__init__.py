from analytics.value.models.advice import ClassAdvice
from analytics.value.models.costs import CostInput, FrozenCost
from analytics.value.models.parameters import ValueParameters
from analytics.value.models.runs import GuestValue, ValueRun

__all__ = ["ClassAdvice", "CostInput", "FrozenCost", "GuestValue", "ValueParameters", "ValueRun"]

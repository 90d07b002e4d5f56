from loyalty.models.control import LiabilityNight, ManualEntry, StaffGuest
from loyalty.models.earning import EarningRate, EarningRule
from loyalty.models.points import PointsAccount, PointsEntry, PointsTransaction
from loyalty.models.rewards import Redemption, Reward
from loyalty.models.tiers import (
    ClassChange,
    LadderRules,
    Membership,
    Notice,
    ServiceClass,
    Tier,
    TierChange,
)

__all__ = [
    "ClassChange",
    "EarningRate",
    "EarningRule",
    "LadderRules",
    "LiabilityNight",
    "ManualEntry",
    "Membership",
    "Notice",
    "PointsAccount",
    "PointsEntry",
    "PointsTransaction",
    "Redemption",
    "Reward",
    "ServiceClass",
    "StaffGuest",
    "Tier",
    "TierChange",
]

from loyalty.models.points import (
    EarningRate,
    EarningRule,
    LiabilityNight,
    ManualEntry,
    PointsAccount,
    PointsEntry,
    PointsTransaction,
    StaffGuest,
)
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

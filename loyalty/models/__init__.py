from loyalty.models.care import Care, CareRule
from loyalty.models.control import LiabilityNight, ManualEntry, StaffGuest
from loyalty.models.earning import EarningRate, EarningRule
from loyalty.models.offers import Campaign, Coupon, FavouriteRoom, ForbiddenPair, OfferTaken
from loyalty.models.points import PointsAccount, PointsEntry, PointsTransaction
from loyalty.models.rewards import Redemption, Reward
from loyalty.models.service import InvestmentNight, Service, ServiceCell, ServiceGiven
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
    "Campaign",
    "Care",
    "CareRule",
    "ClassChange",
    "Coupon",
    "EarningRate",
    "EarningRule",
    "FavouriteRoom",
    "ForbiddenPair",
    "InvestmentNight",
    "LadderRules",
    "LiabilityNight",
    "ManualEntry",
    "Membership",
    "Notice",
    "OfferTaken",
    "PointsAccount",
    "PointsEntry",
    "PointsTransaction",
    "Redemption",
    "Reward",
    "Service",
    "ServiceCell",
    "ServiceClass",
    "ServiceGiven",
    "StaffGuest",
    "Tier",
    "TierChange",
]

"""What the hotel begins with: the tiers and rules of its own standard, rates, and a small catalogue."""

from datetime import date
from decimal import Decimal

from loyalty.choices import Ladder, RewardKind
from reservations.choices import OutletCategory

#: code, Chinese and English name, order, multiplier, discount in %.
TIERS = (
    ("none", "普通宾客", "No tier", 0, Decimal("1.00"), Decimal(0)),
    ("member", "普通会员", "Member", 1, Decimal("1.20"), Decimal(10)),
    ("vip_member", "VIP会员", "VIP member", 2, Decimal("1.50"), Decimal(20)),
)


def _at_least(metric: str, n: str, window: int | None = None) -> dict:
    return {"metric": metric, "at_least": n, "window": window}


def _rule(target: str, combine: str, *conditions: dict) -> dict:
    return {"target": target, "combine": combine, "conditions": list(conditions)}


#: In force for every day before the hotel's own first version.
RULES = {
    Ladder.TIER: [
        _rule("member", "all", _at_least("spend", "5000", 182), _at_least("stays", "10", 182)),
        _rule("vip_member", "any", _at_least("spend", "200000"), _at_least("long_months", "2", 365)),
    ],
    Ladder.GUEST_CLASS: [
        _rule("regular", "all", _at_least("stays", "2")),
        _rule("business", "any", _at_least("tier", "1")),
        _rule("business", "all", _at_least("stays", "6"), _at_least("spend", "20000")),
        _rule("business", "all", _at_least("contract", "1"), _at_least("stays", "2")),
        _rule("vip", "any", _at_least("room_class", "3"), _at_least("tier", "2")),
        _rule("vip", "all", _at_least("contract", "1"), _at_least("spend", "100000")),
    ],
}
#: Rates of stays that earn no tier before the hotel's own first version: nobody paid, or the agency did.
UNCOUNTED = {"channels": [], "rate_plans": ["agency", "comp", "complimentary", "house_use"]}
#: Points per CNY by kind of outlet, for every stay.
STANDARD_RULE = ("standard", "消费积分", "Points for spending", date(2000, 1, 1))
RATES = {
    OutletCategory.ROOMS: Decimal("1"),
    OutletCategory.RESTAURANT: Decimal("1"),
    OutletCategory.CONFERENCE: Decimal("0.5"),
    OutletCategory.ENTERTAINMENT: Decimal("1"),
    OutletCategory.TELECOM: Decimal("0"),
    OutletCategory.SHOP: Decimal("0.5"),
    OutletCategory.BUSINESS_CENTRE: Decimal("0.5"),
}
#: code, Chinese and English name, kind, points, value in CNY, stock.
REWARDS = (
    ("breakfast", "双人早餐", "Breakfast for two", RewardKind.MEAL, 1500, 96, None),
    ("hunan-gift", "湘绣礼盒", "Hunan embroidery gift box", RewardKind.GIFT, 4000, 180, 50),
    ("rebate-100", "房账抵扣100元", "CNY 100 off the folio", RewardKind.REBATE, 8000, 100, None),
    ("upgrade", "房型升级一晚", "One night's upgrade", RewardKind.UPGRADE, 6000, 150, None),
    (
        "free-night",
        "标准间免费一晚",
        "A free night in a standard room",
        RewardKind.FREE_NIGHT,
        20000,
        328,
        None,
    ),
)

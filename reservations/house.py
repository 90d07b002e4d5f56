"""What this house has to sell, as it was opened: room types, 167 rooms, outlets and channels.

Read once, by the migration that furnishes a new database. From then on the tables are the truth and staff
change them there; nothing here is read again by the running program.
"""

from dataclasses import dataclass
from decimal import Decimal

from reservations.choices import OutletCategory, RoomClass


@dataclass(frozen=True)
class RoomTypePlan:
    """One room type; `base_rate` in CNY a night."""

    code: str
    name_zh: str
    name_en: str
    room_class: str
    capacity: int
    base_rate: Decimal


@dataclass(frozen=True)
class RoomPlan:
    number: str
    floor: int
    room_type: str
    features: tuple[str, ...]


ROOM_TYPES = (
    RoomTypePlan("standard", "标准间", "Standard room", RoomClass.ORDINARY, 2, Decimal("428")),
    RoomTypePlan("superior", "高级间", "Superior room", RoomClass.STANDARD, 2, Decimal("498")),
    RoomTypePlan("business_room", "商务间", "Business room", RoomClass.STANDARD, 2, Decimal("588")),
    RoomTypePlan("business_suite", "商务套房", "Business suite", RoomClass.LUXURY, 3, Decimal("888")),
    RoomTypePlan("luxury_suite", "豪华套房", "Luxury suite", RoomClass.LUXURY, 4, Decimal("1388")),
)

#: Outlets: code, Chinese name, English name, category.
OUTLETS = (
    ("rooms", "客房", "Rooms", OutletCategory.ROOMS),
    ("chinese_restaurant", "中餐厅", "Chinese restaurant", OutletCategory.RESTAURANT),
    ("western_restaurant", "西餐厅", "Western restaurant", OutletCategory.RESTAURANT),
    ("hunan_restaurant", "湘菜馆", "Hunan restaurant", OutletCategory.RESTAURANT),
    ("banquet_hall", "宴会厅", "Banquet hall", OutletCategory.RESTAURANT),
    ("food_court", "美食广场", "Food court", OutletCategory.RESTAURANT),
    ("minibar", "房内小酒吧", "Minibar", OutletCategory.RESTAURANT),
    ("conference_hall", "会议厅", "Conference hall", OutletCategory.CONFERENCE),
    ("bar", "酒吧", "Bar", OutletCategory.ENTERTAINMENT),
    ("disco", "迪斯科舞厅", "Disco", OutletCategory.ENTERTAINMENT),
    ("fitness", "健身中心", "Fitness centre", OutletCategory.ENTERTAINMENT),
    ("chess_cards", "棋牌室", "Chess and cards", OutletCategory.ENTERTAINMENT),
    ("karaoke", "卡拉OK", "Karaoke", OutletCategory.ENTERTAINMENT),
    ("shop", "商场", "Shop", OutletCategory.SHOP),
    ("business_centre", "商务中心", "Business centre", OutletCategory.BUSINESS_CENTRE),
    ("car_park", "停车场", "Car park", OutletCategory.BUSINESS_CENTRE),
    ("telephone", "电话", "Telephone", OutletCategory.TELECOM),
    ("internet", "网络", "Internet", OutletCategory.TELECOM),
)

#: Channels: code, Chinese name, English name.
CHANNELS = (
    ("desk", "前台", "Front desk"),
    ("phone", "电话预订", "Phone"),
    ("website", "酒店官网", "Hotel website"),
    ("wechat", "微信", "WeChat"),
    ("contract", "协议单位预订", "Contract account"),
    ("group_office", "团队销售", "Group sales"),
    ("ctrip", "携程", "Trip.com (Ctrip)"),
    ("meituan", "美团", "Meituan"),
    ("fliggy", "飞猪", "Fliggy"),
    ("tongcheng", "同程旅行", "Tongcheng Travel"),
    ("booking", "缤客", "Booking.com"),
    ("agoda", "安可达", "Agoda"),
    ("expedia", "亿客行", "Expedia"),
    ("airbnb", "爱彼迎", "Airbnb"),
    ("agency", "旅行社", "Travel agency"),
)

#: Floors 1 to 3 hold lobby, restaurants and halls; guests sleep above.
GUEST_FLOORS = range(4, 14)
#: The seven lower guest floors have 17 rooms, the three upper ones, with the large suites, 16.
ROOMS_ON_LOWER_FLOOR, ROOMS_ON_UPPER_FLOOR, FIRST_UPPER_FLOOR = 17, 16, 11
#: Floors from here up are quiet and have the view.
HIGH_FROM_FLOOR = 10
#: Smokers sleep here; every other floor is free of smoke.
SMOKING_FLOORS = {5, 6}


def _room_type(floor: int, position: int) -> str:
    """The lower a floor, the simpler its rooms; suites lie at the end of the corridor."""
    if floor >= FIRST_UPPER_FLOOR:
        if position >= 15 or (floor == 13 and position >= 13):
            return "luxury_suite"
        return "business_suite" if position >= 12 else "business_room"
    if floor >= 9:
        return "business_suite" if position >= 16 else "business_room" if position >= 9 else "superior"
    if floor >= 7:
        return "superior" if position >= 5 else "standard"
    return "superior" if position >= 15 else "standard"


def _features(floor: int, position: int, room_type: str, last: int) -> tuple[str, ...]:
    """What a preference can ask for, from where the room lies; the lift is beside the first rooms."""
    features = ["king" if room_type.endswith("suite") or position % 3 == 0 else "twin"]
    features.append("smoking" if floor in SMOKING_FLOORS else "non_smoking")
    features.append("river_view" if position % 2 == 0 else "city_view")
    if floor >= HIGH_FROM_FLOOR:
        features.append("high_floor")
    if floor == GUEST_FLOORS[0]:
        features.append("low_floor")
    if position <= 3:
        features.append("near_lift")
    if position >= last - 5:
        features += ["far_from_lift", "quiet"]
    if room_type.endswith("suite"):
        features += ["bathtub", "living_room"]
    elif room_type == "business_room":
        features.append("desk")
        if position % 4 == 0:
            features.append("bathtub")
    if floor == GUEST_FLOORS[0] and position <= 2:
        features.append("accessible")
    if room_type == "superior" and position % 5 == 0:
        features.append("connecting")
    return tuple(features)


def rooms() -> list[RoomPlan]:
    """All 167 rooms, lowest number first; a number is floor and position, two digits each."""
    plans = []
    for floor in GUEST_FLOORS:
        last = ROOMS_ON_UPPER_FLOOR if floor >= FIRST_UPPER_FLOOR else ROOMS_ON_LOWER_FLOOR
        for position in range(1, last + 1):
            room_type = _room_type(floor, position)
            features = _features(floor, position, room_type, last)
            plans.append(RoomPlan(f"{floor:02}{position:02}", floor, room_type, features))
    return plans

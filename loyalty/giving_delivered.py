"""What the hotel begins with: its service matrix, combinations it forbids, and how it thinks of its guests."""

from decimal import Decimal

from loyalty.giving_choices import Audience, Entitlement, Occasion, OfferKind, Standard

_GIVEN, _ASKED, _NONE = Entitlement.GIVEN, Entitlement.ON_REQUEST, Entitlement.NONE

#: code, Chinese and English name, cost, price on request, and how each standard comes by it, in the order of Standard.
SERVICES = (
    ("basic", "基本客房服务", "Basic room service", "12", "0", (_GIVEN, _GIVEN, _GIVEN, _GIVEN)),
    ("baby_sitting", "婴儿看护", "Baby-sitting", "40", "80", (_ASKED, _ASKED, _GIVEN, _GIVEN)),
    ("internet", "上网服务", "Internet", "5", "20", (_ASKED, _ASKED, _GIVEN, _GIVEN)),
    ("safe", "保险箱", "Safe", "2", "10", (_ASKED, _ASKED, _GIVEN, _GIVEN)),
    ("member", "其他会员服务", "Other member services", "30", "0", (_NONE, _NONE, _GIVEN, _GIVEN)),
    ("personal", "个性化服务", "Personal services", "60", "0", (_NONE, _NONE, _NONE, _GIVEN)),
)
#: Of tier and coupon both are given; every other two are not.
FORBIDDEN = (
    (OfferKind.CONTRACT, OfferKind.TIER),
    (OfferKind.CAMPAIGN, OfferKind.TIER),
    (OfferKind.CAMPAIGN, OfferKind.CONTRACT),
    (OfferKind.CONTRACT, OfferKind.COUPON),
    (OfferKind.CAMPAIGN, OfferKind.COUPON),
)
_ZH = "尊敬的{name}：\n\n%s\n\n{hotel} 敬上"
_EN = "Dear {name},\n\n%s\n\nWarm regards\n{hotel}"


def _words(subject_zh: str, zh: str, subject_en: str, en: str) -> dict[str, str]:
    return {
        "subject_zh": subject_zh,
        "text_zh": _ZH % zh,
        "subject_en": subject_en,
        "text_en": _EN % en,
    }


def _greeting(zh: str, en: str) -> dict[str, str]:
    return _words(
        f"{zh}，{{hotel}}祝您",
        f"{zh}！愿您与家人平安喜乐。",
        f"{en} from {{hotel}}",
        f"{en} to you and yours.",
    )


#: Occasion → its words and what differs from the field's own default.
CARE = {
    Occasion.BIRTHDAY: _words(
        "生日快乐，{hotel}祝您",
        "今天是您的生日，祝您生日快乐！下次光临时，我们为您备好了一份小礼物：{gift}。",
        "Happy birthday from {hotel}",
        "we wish you a very happy birthday. A little something waits for you when you come next: {gift}.",
    )
    | {
        "gift_zh": "长寿面一碗",
        "gift_en": "a bowl of longevity noodles",
        "gift_cost": Decimal(18),
        "greets": Audience.EVERYBODY,
    },
    Occasion.SPRING_FESTIVAL: _greeting("新春快乐", "A happy Chinese New Year"),
    Occasion.LANTERN_FESTIVAL: _greeting("元宵节快乐", "A happy Lantern Festival") | {"is_active": False},
    Occasion.DRAGON_BOAT: _greeting("端午安康", "A happy Dragon Boat Festival")
    | {"gift_zh": "粽子礼盒", "gift_en": "a box of zongzi", "gift_cost": Decimal(35)},
    Occasion.MID_AUTUMN: _greeting("中秋快乐", "A happy Mid-Autumn Festival")
    | {"gift_zh": "月饼礼盒", "gift_en": "a box of mooncakes", "gift_cost": Decimal(68)},
    Occasion.NATIONAL_DAY: _greeting("国庆快乐", "A happy National Day"),
    Occasion.NEW_YEAR: _greeting("元旦快乐", "A happy New Year") | {"is_active": False},
    Occasion.FIRST_STAY: _words(
        "感谢您与{hotel}同行",
        "转眼又是一年。感谢您一直以来的信任，期待再次为您服务。",
        "Thank you for staying with {hotel}",
        "it is the anniversary of your first stay with us. Thank you for your trust; we look forward to you.",
    ),
    Occasion.TENTH_STAY: _words(
        "第十次光临，感谢您",
        "这是您第十次光临，衷心感谢！我们为您准备了{gift}。",
        "Your tenth stay at {hotel}",
        "this is your tenth stay with us: thank you. We have prepared {gift} for you.",
    )
    | {
        "gift_zh": "果盘与手写卡",
        "gift_en": "a fruit plate and a hand-written card",
        "gift_cost": Decimal(30),
        "task_for": Audience.EVERYBODY,
        "greets": Audience.NOBODY,
    },
}
#: The standards in the order in which SERVICES lists them.
STANDARDS = tuple(Standard)

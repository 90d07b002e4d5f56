"""The indicator system as it is delivered: five criteria, 24 indicators, and the ways the hotel asks at first.

Read once, by the migration that furnishes a new database. From then on the tables are the truth: a manager
publishes new versions on a page, and nothing here is read again by the running program.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from feedback.choices import Scale, SurveyChannel
from guests.choices import Department


@dataclass(frozen=True)
class IndicatorPlan:
    """One question; `department` is the one that can change it."""

    key: str
    name_zh: str
    name_en: str
    department: str


@dataclass(frozen=True)
class CriterionPlan:
    key: str
    name_zh: str
    name_en: str
    indicators: tuple[IndicatorPlan, ...]


NAME_ZH = "宾客满意度指标体系"
NAME_EN = "Guest satisfaction"

CRITERIA = (
    CriterionPlan(
        "environment",
        "环境",
        "Environment",
        (
            IndicatorPlan("location", "地理位置", "Location", Department.MANAGEMENT),
            IndicatorPlan("traffic", "周边交通", "Surrounding traffic", Department.MANAGEMENT),
            IndicatorPlan("building", "建筑与布局", "Building and layout", Department.MANAGEMENT),
        ),
    ),
    CriterionPlan(
        "facilities",
        "硬件设施",
        "Facilities",
        (
            IndicatorPlan(
                "room_facilities",
                "客房设施（卫浴、电话、空调、网络等）",
                "Room facilities (bathroom, phone, air-conditioning, network …)",
                Department.ROOMS,
            ),
            IndicatorPlan(
                "room_design", "客房设计（布局、色调）", "Room design (layout, colours)", Department.ROOMS
            ),
            IndicatorPlan(
                "restaurant_facilities", "餐厅设施", "Restaurant facilities", Department.FOOD_BEVERAGE
            ),
            IndicatorPlan("conference_facilities", "会议设施", "Conference facilities", Department.SALES),
            IndicatorPlan(
                "entertainment_facilities",
                "娱乐设施（酒吧、迪斯科、健身、棋牌）",
                "Entertainment facilities (bar, disco, fitness, chess and cards)",
                Department.FOOD_BEVERAGE,
            ),
            IndicatorPlan("car_park", "停车场", "Car park", Department.MANAGEMENT),
            IndicatorPlan("greenery", "绿化", "Greenery", Department.MANAGEMENT),
            IndicatorPlan("safety_facilities", "安全设施", "Safety facilities", Department.MANAGEMENT),
        ),
    ),
    CriterionPlan(
        "service",
        "服务",
        "Service",
        (
            IndicatorPlan(
                "front_desk",
                "前台服务（问讯、留言、预订、接待）",
                "Front desk (enquiry, message, booking, reception)",
                Department.FRONT_DESK,
            ),
            IndicatorPlan("room_service", "客房服务", "Room service", Department.ROOMS),
            IndicatorPlan(
                "restaurant_service",
                "餐饮服务与菜品",
                "Restaurant service and food",
                Department.FOOD_BEVERAGE,
            ),
            IndicatorPlan(
                "entertainment_service", "娱乐服务", "Entertainment service", Department.FOOD_BEVERAGE
            ),
            IndicatorPlan(
                "business_services",
                "商务服务（通讯、翻译、票务）",
                "Business services (communication, translation, tickets)",
                Department.FRONT_DESK,
            ),
            IndicatorPlan(
                "personalised_service", "个性化服务", "Personalised service", Department.GUEST_SERVICE
            ),
            IndicatorPlan("emergencies", "突发事件处理", "Handling of emergencies", Department.GUEST_SERVICE),
            IndicatorPlan(
                "complaint_handling",
                "投诉处理（方式、速度、结果）",
                "Handling of complaints (method, speed, result)",
                Department.GUEST_SERVICE,
            ),
        ),
    ),
    CriterionPlan(
        "staff",
        "工作人员",
        "Staff",
        (
            IndicatorPlan(
                "hotline_staff",
                "热线人员的态度与素质",
                "Hotline staff: attitude and quality",
                Department.GUEST_SERVICE,
            ),
            IndicatorPlan(
                "service_staff",
                "服务人员的态度与素质",
                "Service staff: attitude and quality",
                Department.MANAGEMENT,
            ),
            IndicatorPlan("staff_overall", "员工整体", "Staff as a whole", Department.MANAGEMENT),
        ),
    ),
    CriterionPlan(
        "spend",
        "消费",
        "Spend",
        (
            IndicatorPlan(
                "actual_spend", "实际消费与预期", "Actual against expected spend", Department.SALES
            ),
            IndicatorPlan(
                "value_for_money", "物有所值", "What was received for what was paid", Department.SALES
            ),
        ),
    ),
)

TITLE_ZH = "您对这次入住满意吗？"
TITLE_EN = "How was your stay?"
#: Every channel asks with the ladder at first: five words a guest knows, and big enough for a thumb.
FIRST_SCALE = Scale.LADDER10
FIRST_CHANNELS = (
    SurveyChannel.DESK,
    SurveyChannel.ROOM,
    SurveyChannel.ONLINE,
    SurveyChannel.IN_PERSON,
)
#: Opens a complaint: an answer whose score is below it; on the ladder "dissatisfied" (25) and worse.
COMPLAINT_BELOW = 30


@dataclass(frozen=True)
class MappingPlan:
    """How the files of one kind are read; see `models.ImportMapping`."""

    name: str
    scale: str
    words: Mapping[str, str]
    not_used: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)


#: 0 to 10 onto 1 to 10, with the distances kept: 0 = 1, 1 = 1.9, … 10 = 10.
ZERO_TO_TEN = {str(mark): str(1 + mark * Decimal("0.9")) for mark in range(11)}
NO_ANSWER = ("NA", "n/a")

MAPPINGS = (
    MappingPlan("0–10 分 · marks from 0 to 10", Scale.DIRECT, ZERO_TO_TEN, NO_ANSWER),
    # The published survey of a Spanish hotel, "hoteles" of the R package RcmdrPlugin.EACSPIR: 15 questions about the
    # department that a guest was asked about, without their words, and without days. Its numbers begin anew in each
    # department and are left alone.
    MappingPlan(
        "西班牙酒店问卷 · hoteles (EACSPIR)",
        Scale.DIRECT,
        ZERO_TO_TEN,
        NO_ANSWER,
        columns={"departamento": "subject"} | {f"item{question}": "mark" for question in range(1, 16)},
        subjects={
            "Housekeeping": "room_service",
            "Recepcion y reservas": "front_desk",
            "Restaurant": "restaurant_service",
        },
    ),
)

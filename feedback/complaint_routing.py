"""Who settles what, and how serious an answer of a survey is (pure)."""

from feedback.care_choices import Cause, Severity
from guests.choices import Department

#: Who settles a complaint about this unless somebody says otherwise.
RESPONSIBLE = {
    Cause.ROOM: Department.ROOMS,
    Cause.CLEANLINESS: Department.ROOMS,
    Cause.NOISE: Department.FRONT_DESK,
    Cause.STAFF: Department.GUEST_SERVICE,
    Cause.WAITING: Department.FRONT_DESK,
    Cause.FOOD: Department.FOOD_BEVERAGE,
    Cause.BILL: Department.FRONT_DESK,
    Cause.BOOKING: Department.FRONT_DESK,
    Cause.LAUNDRY: Department.ROOMS,
    Cause.SAFETY: Department.MANAGEMENT,
    Cause.OTHER: Department.GUEST_SERVICE,
}
#: What a complaint is about when an answer opened it: by the indicator's key, else by its department.
_BY_KEY = {
    "room_facilities": Cause.ROOM,
    "room_design": Cause.ROOM,
    "safety_facilities": Cause.SAFETY,
    "emergencies": Cause.SAFETY,
    "restaurant_facilities": Cause.FOOD,
    "restaurant_service": Cause.FOOD,
    "room_service": Cause.ROOM,
    "front_desk": Cause.BOOKING,
    "hotline_staff": Cause.STAFF,
    "service_staff": Cause.STAFF,
    "staff_overall": Cause.STAFF,
    "actual_spend": Cause.BILL,
    "value_for_money": Cause.BILL,
}
_BY_DEPARTMENT = {
    Department.ROOMS: Cause.ROOM,
    Department.FOOD_BEVERAGE: Cause.FOOD,
    Department.FRONT_DESK: Cause.BOOKING,
}
#: So many bad answers of one guest, or one at the scale's very end, are serious.
SEVERAL = 3


def cause_of_indicator(key: str, department: str) -> Cause:
    return _BY_KEY.get(key) or _BY_DEPARTMENT.get(Department(department), Cause.OTHER)


def severity_of_answers(scores: list[float]) -> Severity:
    """Of the answers (0–100) that are under the survey's threshold."""
    return Severity.SERIOUS if len(scores) >= SEVERAL or min(scores) <= 0 else Severity.MINOR

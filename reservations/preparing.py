"""Who prepares what for a guest: rooms, or kitchen and outlets. Pure."""

from hashlib import blake2s

from guests.choices import Department, PreferenceCategory

#: What each department sees to; a must (allergy, health) is told to both, whatever it is about.
PREPARES: dict[Department, tuple[PreferenceCategory, ...]] = {
    Department.ROOMS: (
        PreferenceCategory.ROOM,
        PreferenceCategory.BED,
        PreferenceCategory.SET_UP,
        PreferenceCategory.OTHER,
    ),
    Department.FOOD_BEVERAGE: (
        PreferenceCategory.FOOD,
        PreferenceCategory.DRINK,
        PreferenceCategory.DIET,
        PreferenceCategory.SEAT,
        PreferenceCategory.LEISURE,
    ),
}
#: Under which heading a request of the booking stands, and is ticked off, in each department.
REQUEST_CATEGORY = {
    Department.ROOMS: PreferenceCategory.OTHER,
    Department.FOOD_BEVERAGE: PreferenceCategory.FOOD,
}
#: Words by which a request of a booking is for the kitchen; without one it is for the rooms.
KITCHEN_WORDS = (
    "餐", "饭", "菜", "素食", "清真", "忌口", "蛋糕", "宵夜", "座位", "meal", "breakfast", "lunch", "dinner", "food",
    "vegetarian", "vegan", "halal", "kosher", "gluten", "cake", "restaurant", "table for", "diet",
)  # fmt: skip
#: Words that concern both: nuts must neither be served nor lie in the room.
HEALTH_WORDS = ("过敏", "過敏", "allerg", "intoleran")
#: A wish is no longer than this; a longer request is ticked off in its first words.
LONGEST_WISH = 200


def departments_of_request(text: str) -> tuple[Department, ...]:
    """Who sees to a request that came with the booking."""
    lowered = text.casefold()
    if any(word in lowered for word in HEALTH_WORDS):
        return (Department.ROOMS, Department.FOOD_BEVERAGE)
    if any(word in lowered for word in KITCHEN_WORDS):
        return (Department.FOOD_BEVERAGE,)
    return (Department.ROOMS,)


def is_about_health(text: str) -> bool:
    return any(word in text.casefold() for word in HEALTH_WORDS)


def request_key(text: str) -> str:
    """'r…' of a request: of its words, so that an old page never ticks another one."""
    return f"r{blake2s(text.encode(), digest_size=8).hexdigest()}"

"""What invented guests spend outside their rooms, so that the outlets earn what the hotel says they do. Pure."""

from dataclasses import dataclass

import numpy as np

from reservations.demo.kinds import GROUP, KINDS

RESTAURANT, ENTERTAINMENT, TELECOM, CONFERENCE = range(4)


@dataclass(frozen=True)
class Habit:
    """Of an average guest at one outlet: `visits` a night, `mean` CNY a visit, within these hours.

    `appetite` is the personal factor that applies, `spread` the standard deviation of the logarithm.
    """

    outlet: str
    appetite: int
    visits: float
    mean: float
    spread: float
    hours: tuple[int, int]
    words: str


HABITS = (
    Habit("chinese_restaurant", RESTAURANT, 0.3, 371, 0.7, (11, 21), "中餐"),
    Habit("western_restaurant", RESTAURANT, 0.29, 163, 0.5, (7, 22), "西餐"),
    Habit("hunan_restaurant", RESTAURANT, 0.26, 321, 0.7, (11, 21), "湘菜"),
    Habit("food_court", RESTAURANT, 0.22, 85, 0.5, (8, 22), "美食广场"),
    Habit("minibar", RESTAURANT, 0.12, 59, 0.4, (8, 23), "小酒吧"),
    Habit("karaoke", ENTERTAINMENT, 0.06, 587, 0.6, (19, 23), "包厢"),
    Habit("bar", ENTERTAINMENT, 0.09, 187, 0.5, (19, 23), "酒水"),
    Habit("disco", ENTERTAINMENT, 0.04, 212, 0.4, (20, 23), "门票与酒水"),
    Habit("fitness", ENTERTAINMENT, 0.05, 87, 0.3, (7, 22), "健身"),
    Habit("chess_cards", ENTERTAINMENT, 0.07, 271, 0.4, (13, 23), "棋牌包间"),
    Habit("shop", TELECOM, 0.1, 196, 0.8, (9, 22), "商品"),
    Habit("business_centre", TELECOM, 0.06, 165, 0.8, (8, 20), "打印、票务"),
    Habit("telephone", TELECOM, 0.06, 36, 0.7, (8, 23), "长途电话"),
    Habit("internet", TELECOM, 0.06, 48, 0.3, (8, 23), "网络"),
    Habit("car_park", TELECOM, 0.1, 28, 0.3, (8, 20), "停车"),
)
#: What a group's leader pays for each room of his group and night: outlet, mean CNY, spread, hour, words.
GROUP_HABITS = (
    ("banquet_hall", 390, 0.35, 18, "宴会"),
    ("conference_hall", 370, 0.4, 9, "会议厅租金"),
)
#: Some visits are on the bill of the second guest in the room.
BY_SHARER = 0.25
REFUNDED = 0.003


@dataclass
class Visits:
    """One row a visit: position of the booking, night after arrival, outlet, hour, amount in cents, words."""

    booking: np.ndarray
    night: np.ndarray
    outlet: np.ndarray  # position in the list of outlets given
    hour: np.ndarray
    cents: np.ndarray
    words: list[str]


def draw_visits(
    rng: np.random.Generator,
    kind: np.ndarray,
    nights: np.ndarray,
    appetite: np.ndarray,
    leads: np.ndarray,
    outlets: list[str],
) -> Visits:
    """Visits of stays of these `kind`s and `nights` (day use counts as half a night).

    `appetite` has one row of four factors a stay; `leads` is how many rooms the stay pays halls for.
    """
    weight = np.maximum(nights, 0.5)
    by_kind = np.array([kind_.spending for kind_ in KINDS])[kind]
    parts, words = [], []
    for habit in HABITS:
        expected = habit.visits * weight * by_kind[:, habit.appetite] * appetite[:, habit.appetite]
        booking = np.repeat(np.arange(len(kind)), rng.poisson(expected))
        night = (rng.random(len(booking)) * np.maximum(nights[booking], 1)).astype(int)
        hour = rng.integers(*habit.hours, len(booking))
        cents = _cents(rng, habit.mean, habit.spread, len(booking))
        parts.append((booking, night, np.full(len(booking), outlets.index(habit.outlet)), hour, cents))
        words += [habit.words] * len(booking)
    for outlet, mean, spread, hour, description in GROUP_HABITS:
        booking = np.flatnonzero((leads > 0) & (kind == GROUP))
        booking = np.repeat(booking, np.maximum(nights[booking], 1))
        night = _running_number(booking)
        cents = _cents(rng, mean, spread, len(booking)) * leads[booking]
        parts.append(
            (booking, night, np.full(len(booking), outlets.index(outlet)), np.full(len(booking), hour), cents)
        )
        words += [description] * len(booking)
    return Visits(*(np.concatenate(column) for column in zip(*parts, strict=True)), words)


def _cents(rng: np.random.Generator, mean: float, spread: float, count: int) -> np.ndarray:
    """Whole CNY, in cents, at least one; `mean` is the mean of the amounts themselves."""
    yuan = rng.lognormal(np.log(mean) - spread**2 / 2, spread, count)
    return np.maximum(yuan.round(), 1).astype(np.int64) * 100


def _running_number(sorted_values: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each run of equal values: [3, 3, 7] gives [0, 1, 0]."""
    if not len(sorted_values):
        return sorted_values
    starts = np.flatnonzero(np.r_[True, sorted_values[1:] != sorted_values[:-1]])
    return np.arange(len(sorted_values)) - np.repeat(starts, np.diff(np.r_[starts, len(sorted_values)]))

"""The hotel as the invented bookings see it: what there is, what it costs, and which day today is."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np


@dataclass(frozen=True)
class House:
    """Keys and prices of what the database holds, in the order the arrays count them.

    `rates` are cents a night by room type, `days` the calendar with `factors` on the rate, `today` a
    position in it; `categories` the kind of each outlet, by code like `outlets`.
    """

    days: list[date]
    factors: np.ndarray
    today: int
    room_types: list[int]
    rates: np.ndarray
    rooms: list[int]
    channels: dict[str, int]
    outlets: dict[str, int]
    categories: dict[str, str]

    def day(self, position: int) -> date:
        return self.days[0] + timedelta(days=position)

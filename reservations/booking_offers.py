"""An offer is taken while a booking is made. An app to the right knows offers and registers how one is taken.

register_offers(take)    # take(reservation=, by=, on=, at=, code=) -> anything; HotelError where there is none
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from reservations.models import Reservation

_takes: list[Callable[..., Any]] = []


def register_offers(take: Callable[..., Any]) -> None:
    """Let `take` give the guest of a booking the best he is entitled to; there is one such source."""
    _takes[:] = [take]


def take_offer(*, reservation: Reservation, by, on: date, at: datetime, code: str) -> None:
    """The best offer for the guest of `reservation`, with the coupon `code` ('': without one)."""
    if _takes:
        _takes[0](reservation=reservation, by=by, on=on, at=at, code=code)

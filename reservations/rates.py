"""What the nights of a room cost when the desk sells them. Pure; amounts are Decimal, two places."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from common.money import ZERO, to_cents

HUNDRED = Decimal(100)


def rate_for(base_rate: Decimal, discount_percent: Decimal = ZERO) -> Decimal:
    """The rate per night after the account's discount, to the cent."""
    return to_cents(base_rate * (HUNDRED - discount_percent) / HUNDRED)


def nights_between(arrival: date, departure: date) -> list[date]:
    """The dates that are sold; day use is sold as the one date it takes place on."""
    count = max(1, (departure - arrival).days)
    return [arrival + timedelta(days=n) for n in range(count)]


def nights_after_change(
    sold: Mapping[date, Decimal],
    arrival: date,
    departure: date,
    *,
    rate: Decimal | None = None,
    rate_from: date | None = None,
) -> dict[date, Decimal]:
    """The nights of a room whose dates or price changed.

    Nights from `rate_from` on (all, where it is None) cost `rate`. Without a rate a night already sold keeps
    its price and a new one costs what the night nearest to it was sold for (the earlier of two equally near).
    """
    nights = {}
    for night in nights_between(arrival, departure):
        if rate is not None and (rate_from is None or night >= rate_from):
            nights[night] = rate
        else:
            nights[night] = sold[night] if night in sold else _price_of_nearest(sold, night)
    return nights


def _price_of_nearest(sold: Mapping[date, Decimal], night: date) -> Decimal:
    if not sold:
        return ZERO
    return sold[min(sold, key=lambda known: (abs((known - night).days), known))]

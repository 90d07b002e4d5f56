"""The guest pyramid: what the top shares of the guests bring, and how few bring most. Pure.

Works on runs of guests from the most to the least profit. A run is a few guests of like profit; only the runs
in which a wanted place lies need be known to the cent, so that a million guests never have to be sorted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

#: Shares of guests, from the top, whose part of the profit is shown.
TOPS = (Decimal("0.01"), Decimal("0.05"), Decimal("0.20"), Decimal("0.50"))
#: "20 % who bring 80 %": the part of the profit whose bringers are counted.
MAIN_PART = Decimal("0.80")


@dataclass(frozen=True)
class Band:
    """Guests whose CHV is between two amounts: `key` tells which, `total` is Σ CHV."""

    key: int
    guests: int
    total: Decimal


def wanted(bands: Sequence[Band]) -> list[int]:
    """Keys of the bands (from the most profit to the least) that must be known guest by guest."""
    places, target = _places(bands).values(), _profit(bands) * MAIN_PART
    place, running, keys, is_reached = 0, Decimal(0), [], False
    for band in bands:
        reaches = not is_reached and running + band.total >= target
        if reaches or any(place < wanted_place <= place + band.guests for wanted_place in places):
            keys.append(band.key)
        is_reached = is_reached or reaches
        place, running = place + band.guests, running + band.total
    return keys


def pyramid(bands: Sequence[Band], detail: Mapping[int, Iterable[tuple[Decimal, int]]]) -> dict:
    """The figures as a run stores them; `detail` holds (CHV, guests) from high to low of the wanted bands.

    Empty where all guests together brought no profit.
    """
    guests, profit = sum(band.guests for band in bands), _profit(bands)
    if profit <= 0:
        return {}
    places = _places(bands)
    place, running, main_guests = 0, Decimal(0), 0
    found: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for band in bands:
        if band.key not in detail:  # nobody asks about it: its sum is enough
            place, running = place + band.guests, running + band.total
            continue
        for chv, count in detail[band.key]:
            for share, wanted_place in places.items():
                if place < wanted_place <= place + count:
                    found[share] = (running + (wanted_place - place) * chv, chv)
            if not main_guests and running + count * chv >= profit * MAIN_PART:
                main_guests = place + ceil((profit * MAIN_PART - running) / chv)
            place, running = place + count, running + count * chv
    return {
        "profit": str(profit),
        "main_share": f"{Decimal(main_guests) / guests:.6f}",
        "main_guests": main_guests,
        "tops": [
            {"share": str(share), "part": f"{part / profit:.6f}", "chv_from": str(edge)}
            for share, (part, edge) in sorted(found.items())
        ],
    }


def _profit(bands: Sequence[Band]) -> Decimal:
    return sum((band.total for band in bands), Decimal(0))


def _places(bands: Sequence[Band]) -> dict[Decimal, int]:
    guests = sum(band.guests for band in bands)
    return {share: ceil(share * guests) for share in TOPS}

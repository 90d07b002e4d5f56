"""Whom to call first after a departure (pure): by what he is worth, how he answered, and what went wrong.

priority = value + satisfaction + trouble + first stay, 0 … 100
"""

from dataclasses import dataclass

#: Of the class of guest value; who has none yet stands between low and potential.
VALUE = {"high": 40, "secondary": 30, "potential": 20, "low": 5}
UNVALUED = 10
VIP = 40
#: An answer this far below full satisfaction weighs all of these points.
SATISFACTION = 30
TROUBLE = 20
FIRST_STAY = 10


@dataclass(frozen=True)
class Departed:
    """One guest who left: his value class's key ('' for none), his mean answer 0–100 (None: he did not answer)."""

    value_class: str = ""
    is_vip: bool = False
    score: float | None = None
    had_trouble: bool = False
    is_first_stay: bool = False


def priority(guest: Departed) -> int:
    """0 … 100, the highest is called first.

    >>> priority(Departed(value_class="high", score=40, had_trouble=True))
    78
    """
    points = VIP if guest.is_vip else VALUE.get(guest.value_class, UNVALUED)
    if guest.score is not None:
        points += round(SATISFACTION * (100 - guest.score) / 100)
    points += TROUBLE if guest.had_trouble else 0
    points += FIRST_STAY if guest.is_first_stay else 0
    return min(points, 100)


def reasons(guest: Departed) -> list[str]:
    """Keys of what counted, the weightiest first: vip, value, score, trouble, first."""
    found = ["vip"] if guest.is_vip else (["value"] if guest.value_class in {"high", "secondary"} else [])
    if guest.had_trouble:
        found.append("trouble")
    if guest.score is not None and guest.score < 50:
        found.append("score")
    if guest.is_first_stay:
        found.append("first")
    return found

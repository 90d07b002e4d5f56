"""Rooms that are held for somebody as long as it hurts nobody. An app to the right knows whose they are.

register_held_rooms(favourites_held)    # (arrival=, departure=) -> {room id: Held}
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Held:
    """For whom a room is held; `words` say so to a clerk who is about to give it to somebody else."""

    guest_id: int
    words: str

    @classmethod
    def marks(cls, held: "Held | None") -> dict[str, Any]:
        """As a FreeRoom is marked with it."""
        return {"held_for": held.guest_id, "held": held.words} if held else {}


Load = Callable[..., dict[int, Held]]
_loads: list[Load] = []


def register_held_rooms(load: Load) -> None:
    """Let `load(arrival=, departure=) -> {room id: Held}` say which rooms are held; there is one such source."""
    _loads[:] = [load]


def held_rooms(*, arrival: date, departure: date) -> dict[int, Held]:
    """Room id → for whom it is held in these nights; none where the house is short of rooms."""
    return _loads[0](arrival=arrival, departure=departure) if _loads else {}

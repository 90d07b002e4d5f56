"""Guests who moved between classes, as a drawing: bars of the classes before and now, and bands between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Pixels. Bands are as thick as their guests are many, but never too thin to be seen and clicked.
WIDTH, HEIGHT, BAR, GAP, THINNEST = 480, 320, 12, 10, 3
MIDDLE = WIDTH // 2


@dataclass(frozen=True)
class Move:
    """Guests of one class before (or newcomers) by their class now (or gone)."""

    was: str
    now: str
    guests: int


@dataclass(frozen=True)
class Bar:
    key: str
    guests: int
    x: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Band:
    """`path`: the outline as SVG writes it."""

    was: str
    now: str
    guests: int
    path: str


@dataclass(frozen=True)
class Flow:
    before: tuple[Bar, ...]
    now: tuple[Bar, ...]
    bands: tuple[Band, ...]
    height: int

    width: int = WIDTH
    bar: int = BAR


def flow(moves: Sequence[Move], *, before: Sequence[str], now: Sequence[str]) -> Flow:
    """`before` and `now`: keys of the bars from top to bottom; those without guests are left out."""
    known = [move for move in moves if move.guests]
    scale = HEIGHT / max(1, sum(move.guests for move in known))
    thickness = {(move.was, move.now): max(THINNEST, move.guests * scale) for move in known}
    left = _bars(known, before, "was", 0, thickness)
    right = _bars(known, now, "now", WIDTH - BAR, thickness)
    bands = []
    starts = {bar.key: bar.y for bar in left}
    ends = {bar.key: bar.y for bar in right}
    for was in before:
        for move in sorted((m for m in known if m.was == was), key=lambda m: now.index(m.now)):
            size = thickness[move.was, move.now]
            bands.append(Band(was, move.now, move.guests, _path(starts[was], ends[move.now], size)))
            starts[was] += size
            ends[move.now] += size
    lowest = max((bar.y + bar.height for bar in (*left, *right)), default=0)
    return Flow(left, right, tuple(bands), round(lowest) + 1)


def _bars(moves: Sequence[Move], keys: Sequence[str], side: str, x: int, thickness: dict) -> tuple[Bar, ...]:
    bars, y = [], 0.0
    for key in keys:
        own = [move for move in moves if getattr(move, side) == key]
        if not own:
            continue
        height = sum(thickness[move.was, move.now] for move in own)
        bars.append(Bar(key, sum(move.guests for move in own), x, round(y, 1), round(height, 1)))
        y += height + GAP
    return tuple(bars)


def _path(start: float, end: float, size: float) -> str:
    x, far = BAR, WIDTH - BAR
    return (
        f"M{x} {start:.1f}C{MIDDLE} {start:.1f} {MIDDLE} {end:.1f} {far} {end:.1f}"
        f"V{end + size:.1f}C{MIDDLE} {end + size:.1f} {MIDDLE} {start + size:.1f} {x} {start + size:.1f}Z"
    )

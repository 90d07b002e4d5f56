"""Where the boxes and lines of a drawn tree stand, from left to right, in the units of its SVG. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.segments.stored_trees import TreeNode

WIDTH, HEIGHT = 216, 60
ACROSS, DOWN = 272, 70
#: Levels drawn below the node one stands at, and boxes beyond which only one level is.
LEVELS, MOST = 2, 30
#: A full-width character counts as two.
LONGEST = 30


@dataclass(frozen=True)
class Box:
    """`x`, `y` are its upper left corner; `lines` its three texts, shortened; `title` the whole. `bar` is the width
    of the share; `from_x` and `from_y` where the line from the box before it begins (None: the first box)."""

    node: TreeNode
    x: int
    y: int
    lines: tuple[str, str, str]
    title: str
    bar: int
    from_x: int | None
    from_y: int | None

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def bend(self) -> int:
        """Where the line turns."""
        return self.x - (ACROSS - WIDTH) // 2

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def baselines(self) -> tuple[tuple[int, str], ...]:
        return tuple((self.y + 18 + 17 * at, line) for at, line in enumerate(self.lines))


@dataclass(frozen=True)
class Drawing:
    boxes: tuple[Box, ...]
    width: int
    height: int


def draw(node: TreeNode, words: Callable[[TreeNode], tuple[str, str, str]]) -> Drawing:
    """`node` with the levels below it; leaves that no guest reached are left out. `words` are a box's three texts."""
    levels = LEVELS if _boxes(node, LEVELS) <= MOST else 1
    boxes: list[Box] = []
    rows = _place(node, words, levels, 0, 0, None, boxes)
    deepest = max(box.x for box in boxes)
    return Drawing(tuple(boxes), deepest + WIDTH + 2, max(1, rows) * DOWN)


def _shown(node: TreeNode) -> list[TreeNode]:
    return [child for child in node.children if child.support]


def _boxes(node: TreeNode, levels: int) -> int:
    return 1 + (sum(_boxes(child, levels - 1) for child in _shown(node)) if levels else 0)


def _place(node, words, levels: int, column: int, row: int, before, boxes: list[Box]) -> int:
    """Add the boxes of `node` and below from `row` on; how many rows they take."""
    below = _shown(node) if levels else []
    rows = max(1, sum(_rows(child, levels - 1) for child in below))
    x, y = column * ACROSS + 1, int((row + (rows - 1) / 2) * DOWN) + (DOWN - HEIGHT) // 2
    texts = words(node)
    boxes.append(
        Box(
            node=node,
            x=x,
            y=y,
            lines=tuple(shortened(text) for text in texts),
            title=" · ".join(filter(None, texts)),
            bar=round((WIDTH - 2) * node.share),
            from_x=before[0] if before else None,
            from_y=before[1] if before else None,
        )
    )
    place = row
    for child in below:
        place += _place(child, words, levels - 1, column + 1, place, (x + WIDTH, y + HEIGHT // 2), boxes)
    return rows


def _rows(node: TreeNode, levels: int) -> int:
    below = _shown(node) if levels else []
    return max(1, sum(_rows(child, levels - 1) for child in below))


def shortened(text: str) -> str:
    """What fits into a box, with … where it was cut."""
    room, kept = LONGEST, ""
    for character in text:
        room -= 2 if ord(character) > 0x2E7F else 1
        if room < 0:
            return kept.rstrip() + "…"
        kept += character
    return kept

"""The scales by which a guest answers, and what their points mean on 0–100 (pure).

`score(x) = (x − lowest) / (highest − lowest) × 100`; the database computes the same in `Answer.score`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from feedback.choices import Scale


@dataclass(frozen=True)
class ScaleShape:
    """`steps` are points with their words, best first; `whole` says that only those points exist."""

    lowest: Decimal
    highest: Decimal
    steps: tuple[tuple[int, str], ...]
    whole: bool = True


_LADDER = (
    _("very satisfied"),
    _("satisfied"),
    _("neutral"),
    _("dissatisfied"),
    _("very dissatisfied"),
)
_KEYWORDS = (
    _("fulfilled"),
    _("pleased"),
    _("favourable"),
    _("no emotion"),
    _("complaining"),
    _("angry"),
    _("furious"),
)

SHAPES: Mapping[str, ScaleShape] = {
    Scale.LADDER10: ScaleShape(Decimal(2), Decimal(10), tuple(zip((10, 8, 6, 4, 2), _LADDER, strict=True))),
    Scale.LADDER5: ScaleShape(Decimal(1), Decimal(5), tuple(zip((5, 4, 3, 2, 1), _LADDER, strict=True))),
    Scale.KEYWORDS: ScaleShape(
        Decimal(-3), Decimal(3), tuple(zip((3, 2, 1, 0, -1, -2, -3), _KEYWORDS, strict=True))
    ),
    Scale.DIRECT: ScaleShape(
        Decimal(1), Decimal(10), tuple((n, str(n)) for n in range(10, 0, -1)), whole=False
    ),
}


def score(points: Decimal, scale: str) -> Decimal:
    """`points` of `scale` on 0–100."""
    shape = SHAPES[scale]
    return (Decimal(points) - shape.lowest) / (shape.highest - shape.lowest) * 100


def read_points(text: object, scale: str) -> Decimal | None:
    """The points that somebody wrote, or None if this scale does not have them.

    A number of one decimal at most is a point of the direct scale; the others have their own steps only.
    """
    try:
        points = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    shape = SHAPES[scale]
    if not points.is_finite() or not shape.lowest <= points <= shape.highest:
        return None
    if shape.whole:
        return points if any(points == step for step, _word in shape.steps) else None
    return points if points == points.quantize(Decimal("0.1")) else None

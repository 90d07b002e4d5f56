"""How figures become values: the bands that the hotel may change. Pure.

A figure belongs to the band whose lower end it reaches and whose upper end it does not. Some attributes have
values before their bands (`lead`) with a meaning of their own: never, none, first; those cannot be moved.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.attributes import ATTRIBUTES, BY_KEY, Attribute, Words
from common.errors import HotelError
from common.wording import bracketed

Edges = Mapping[str, Sequence[Decimal]]


@dataclass(frozen=True)
class Banding:
    """`delivered` are the lower ends of the second band and those after it, rising.

    `quarters`: a hotel with enough guests begins with the quarters of its own guests instead, frozen as amounts.
    """

    unit: Words
    delivered: tuple[Decimal, ...]
    lead: int = 0
    quarters: bool = False


_YEARS, _PERSONS, _STAYS = gettext_lazy("years"), gettext_lazy("people"), gettext_lazy("times")
_NIGHTS, _CNY, _POINTS = gettext_lazy("nights a stay"), gettext_lazy("CNY"), gettext_lazy("points of 100")
_PER_PERIOD, _SHARE, _CASES = (
    gettext_lazy("stays per period"),
    gettext_lazy("per cent of his stays"),
    gettext_lazy("cases"),
)


def _banding(unit: Words, *edges: int | str, lead: int = 0, quarters: bool = False) -> Banding:
    return Banding(unit, tuple(Decimal(edge) for edge in edges), lead, quarters)


BANDINGS: dict[str, Banding] = {
    "age": _banding(_YEARS, 20, 30, 40, 50),
    "household": _banding(_PERSONS, 3, 5),
    "stays": _banding(_STAYS, 5, lead=2),
    "frequency": _banding(_PER_PERIOD, "1.5", 4, lead=1),
    "length_of_stay": _banding(_NIGHTS, 3, 7),
    **{
        key: _banding(_SHARE, 50, lead=2)
        for key in ("use_restaurant", "use_telecom", "use_entertainment", "use_conference")
    },
    "spend_lodging": _banding(_CNY, 500, 1500, 5000, quarters=True),
    "spend_per_stay": _banding(_CNY, 400, 800, 1600, quarters=True),
    "spend_total": _banding(_CNY, 600, 2000, 6000, quarters=True),
    "profit_total": _banding(_CNY, 300, 1000, 4000, quarters=True),
    "spend_food": _banding(_CNY, 100, 300, 1000, lead=1, quarters=True),
    "spend_telecom": _banding(_CNY, 10, 30, 100, lead=1, quarters=True),
    "spend_entertainment": _banding(_CNY, 100, 300, 1000, lead=1, quarters=True),
    "spend_conference": _banding(_CNY, 500, 2000, 10000, lead=1, quarters=True),
    "satisfaction": _banding(_POINTS, 20, 40, 60, 80),
    "complaints": _banding(_CASES, 3, lead=1),
}
#: Attributes whose first bands are the quarters of the hotel's own guests.
BY_QUARTERS = tuple(key for key, banding in BANDINGS.items() if banding.quarters)


def delivered() -> dict[str, list[str]]:
    """The edges a hotel begins with, as they are stored."""
    return {key: [str(edge) for edge in banding.delivered] for key, banding in BANDINGS.items()}


def read_edges(stored: Mapping[str, Sequence[str]]) -> dict[str, list[Decimal]]:
    """Stored edges as numbers; an attribute that is younger than they are has the delivered ones."""
    return {key: [Decimal(edge) for edge in (delivered() | dict(stored))[key]] for key in BANDINGS}


def checked(key: str, texts: Sequence[str]) -> list[str]:
    """The edges of attribute `key` as they are stored. HotelError names what is wrong: their number, a figure, the
    order."""
    wanted = len(BANDINGS[key].delivered)
    if len(texts) != wanted:
        message = _("“%(attribute)s” has %(n)s limits.")
        raise HotelError(message % {"attribute": BY_KEY[key].title, "n": wanted}, field=key)
    try:
        edges = [Decimal(text.strip()) for text in texts]
    except InvalidOperation:
        message = _("Enter a figure for each limit of “%(attribute)s”.")
        raise HotelError(message % {"attribute": BY_KEY[key].title}, field=key) from None
    if not all(edge.is_finite() and abs(edge) < 10**10 for edge in edges):
        raise HotelError(_("This figure is beyond all measure."), field=key)
    if any(low >= high for low, high in itertools.pairwise(edges)):
        message = _("The limits of “%(attribute)s” rise from one to the next.")
        raise HotelError(message % {"attribute": BY_KEY[key].title}, field=key)
    return [_plain(edge) for edge in edges]


def rounded(figures: Sequence[Decimal]) -> list[str] | None:
    """Quarters as amounts one can say: two leading digits. None where so few differ that they cannot part guests."""
    edges = [figure if not figure else round(figure, 1 - figure.adjusted()) for figure in figures]
    rises = all(low < high for low, high in itertools.pairwise(edges))
    return [_plain(edge) for edge in edges] if rises else None


def band_words(attribute: Attribute, code: int, edges: Edges) -> str:
    """What figures the value `code` of a banded attribute stands for; '' for a value before the bands."""
    banding = BANDINGS.get(attribute.key)
    if banding is None or code < banding.lead:
        return ""
    ends = edges[attribute.key]
    band = code - banding.lead
    low = ends[band - 1] if band else None
    high = ends[band] if band < len(ends) else None
    if low is None:
        words = _("below %(high)s %(unit)s")
    elif high is None:
        words = _("%(low)s %(unit)s or more")
    else:
        words = _("%(low)s to below %(high)s %(unit)s")
    return words % {"low": _shown(low), "high": _shown(high), "unit": banding.unit}


def titles(attribute: Attribute, edges: Edges) -> list[str]:
    """The names of an attribute's values with the figures that they stand for."""
    named = []
    for code, value in enumerate(attribute.values):
        figures = band_words(attribute, code, edges)
        named.append(str(value.title) + (bracketed(figures) if figures else ""))
    return named


def _plain(edge: Decimal) -> str:
    return f"{edge:f}".rstrip("0").rstrip(".") if "." in f"{edge:f}" else f"{edge:f}"


def _shown(edge: Decimal | None) -> str:
    return "" if edge is None else f"{edge:,f}".removesuffix(".00")


def values_of(key: str) -> int:
    """How many values attribute `key` must have for its bands."""
    return BANDINGS[key].lead + len(BANDINGS[key].delivered) + 1


if {a.key for a in ATTRIBUTES if a.banded} != set(BANDINGS):
    raise RuntimeError("Attributes and bands do not name the same.")

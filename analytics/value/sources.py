"""Indicators of CPV that an app to the right computes: it registers where the night finds its scores.

    register_source(Indicator.SATISFACTION, "SELECT guest_id, … AS score FROM …")

The statement answers with one row a guest whose score is known: `score` in hundredths of 0 … 100, as an integer.
"""

from analytics.value.choices import Indicator

#: Nobody's score is known.
NOWHERE = "SELECT NULL::bigint AS guest_id, NULL::integer AS score WHERE false"

_sources: dict[Indicator, str] = {}


def register_source(indicator: Indicator, statement: str) -> None:
    """The same indicator again replaces the earlier one."""
    _sources[indicator] = statement


def source_of(indicator: Indicator) -> str:
    return _sources.get(indicator, NOWHERE)

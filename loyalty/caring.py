"""The words of a greeting with what is filled into them. Pure."""

import re
from collections.abc import Mapping

#: What a text may name.
PLACES = ("name", "hotel", "occasion", "gift")
_PLACE = re.compile(r"\{([^{}]*)\}")


def unknown_places(text: str) -> list[str]:
    """What stands in braces and is none of PLACES."""
    return [name for name in _PLACE.findall(text) if name not in PLACES]


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its places filled; a gift that is none leaves an empty place, values are never read for places."""
    return _PLACE.sub(lambda found: values.get(found.group(1), ""), text)

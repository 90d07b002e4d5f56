"""Addresses that open a door by themselves (a survey, an adviser's sheet) stand in no log."""

import re

#: A path's part that is too long for a number or a word and is no UUID.
_TOKEN = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f]{4}-)[A-Za-z0-9_:-]{32,}(?=[/\s?\"']|$)")
HIDDEN = "…"


def hide_tokens(logger, method, event: dict) -> dict:
    """structlog processor: every text of the event without the tokens of its addresses."""
    return {
        key: _TOKEN.sub(HIDDEN, value) if isinstance(value, str) else value for key, value in event.items()
    }

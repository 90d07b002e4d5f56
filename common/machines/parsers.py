"""JSON as PostgreSQL can store it: exact decimals, no NaN, no NUL, no lone surrogates, no bottomless nesting."""

import json
import re
from decimal import Decimal

from rest_framework.parsers import JSONParser

from common.card_numbers import mask_cards_in
from common.machines.problems import Problem

DEEPEST = 20
#: Only so written can NUL and lone surrogates come: UTF-8 has no surrogates, and a bare NUL is no JSON.
_DANGEROUS = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class MachineJSONParser(JSONParser):
    """Parses, refuses what could never be stored, and masks card numbers before anybody sees the data."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            raw = stream.read().decode()
            data = json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
            _check(data, 0, _DANGEROUS.search(raw) is not None)
        except (ValueError, RecursionError) as error:
            raise Problem("malformed", str(error)[:200]) from None
        return mask_cards_in(data)


def _refuse_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def _check(value, depth: int, with_texts: bool) -> None:
    if with_texts and isinstance(value, str):
        _check_text(value)
    if not isinstance(value, (dict, list)):
        return
    if depth >= DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    if with_texts and isinstance(value, dict):
        for key in value:
            _check_text(key)
    for item in value.values() if isinstance(value, dict) else value:
        if with_texts or isinstance(item, (dict, list)):
            _check(item, depth + 1, with_texts)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ValueError("NUL characters cannot be stored")
    text.encode()  # raises on a lone surrogate

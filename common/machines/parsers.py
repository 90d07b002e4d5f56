"""JSON as PostgreSQL can store it: exact decimals, no NaN, no NUL, no lone surrogates, no bottomless nesting."""

import json
from decimal import Decimal

from rest_framework.parsers import JSONParser

from common.card_numbers import mask_cards_in
from common.machines.problems import Problem

DEEPEST = 20


class MachineJSONParser(JSONParser):
    """Parses, refuses what could never be stored, and masks card numbers before anybody sees the data."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            raw = stream.read().decode()
            data = json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
            _check(data, 0)
        except (ValueError, RecursionError) as error:
            raise Problem("malformed", str(error)[:200]) from None
        return mask_cards_in(data)


def _refuse_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def _check(value, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST}")
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("NUL characters cannot be stored")
        value.encode()  # raises on a lone surrogate
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)

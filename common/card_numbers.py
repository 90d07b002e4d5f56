"""Payment card numbers, found anywhere in a text and masked before anything is stored.

Pure. A number counts as a card when its digits (13–19, in groups separated by spaces, dashes, dots, slashes
or underscores) begin like a card network's (ISO/IEC 7812 issuer ranges) and pass the Luhn check. Chinese
identity cards (ISO 7064 MOD 11-2 with a birthday inside) and international phone numbers are left alone.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

SHORTEST, LONGEST = 13, 19
SHOWN = 4
DOT = "•"

_RUN = re.compile(r"\d(?:[\s\-–—./_]{0,3}\d){12,}")
_GROUP = re.compile(r"\d+")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812-1 annex B over all digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def looks_like_card(digits: str) -> bool:
    """Whether these bare digits are a payment card number by length, issuer and check digit."""
    return _has_issuer(digits) and passes_luhn(digits) and not _is_identity_card(digits)


def has_card_number(text: str) -> bool:
    return next(_spans(text), None) is not None


def mask_card_numbers(text: str) -> str:
    """`text` with all but the last four digits of every card number replaced by dots."""
    for start, end in reversed(list(_spans(text))):
        digits = [place for place in range(start, end) if text[place].isdigit()]
        hidden = set(digits[:-SHOWN])
        masked = "".join(DOT if place in hidden else text[place] for place in range(start, end))
        text = text[:start] + masked + text[end:]
    return text


def mask_cards_in(value: Any) -> Any:
    """The same JSON value with every card number in it masked, in keys, texts and whole numbers."""
    if isinstance(value, str):
        return mask_card_numbers(value) if len(value) >= SHORTEST else value
    if isinstance(value, dict):
        return {
            key if len(key) < SHORTEST else mask_card_numbers(key): (
                item if isinstance(item, str) and len(item) < SHORTEST else mask_cards_in(item)
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [mask_cards_in(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10 ** (SHORTEST - 1):
        text = str(value)
        masked = mask_card_numbers(text)
        return value if masked == text else masked
    return value


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the card numbers stand: the longest at each place, never overlapping, whole groups only."""
    if len(text) < SHORTEST:
        return
    for run in _RUN.finditer(text):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in _GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _last_group(text, groups, first)
            if last is None:
                first += 1
                continue
            yield groups[first][0], groups[last][1]
            first = last + 1


def _last_group(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The index of the last group of the longest card number that begins with group `first`."""
    found, digits = None, ""
    for index in range(first, len(groups)):
        start, end = groups[index]
        digits += _plain(text[start:end])
        if len(digits) > LONGEST:
            break
        is_phone = len(digits) <= 15 and text[: groups[first][0]].rstrip(" (").endswith("+")
        if len(digits) >= SHORTEST and not is_phone and looks_like_card(digits):
            found = index
    return found


def _plain(digits: str) -> str:
    """Full-width and other digits as 0–9."""
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def _has_issuer(digits: str) -> bool:
    length = len(digits)
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (13, 16, 19))  # Visa
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)  # Mastercard
        or (two in (34, 37) and length == 15)  # American Express
        or ((two == 62 or two == 81) and 16 <= length <= 19)  # UnionPay
        or ((four == 6011 or two == 65 or 644 <= three <= 649) and 16 <= length <= 19)  # Discover
        or (3528 <= four <= 3589 and 16 <= length <= 19)  # JCB
        or ((300 <= three <= 305 or two in (36, 38, 39)) and 14 <= length <= 19)  # Diners Club
        or ((two == 50 or 56 <= two <= 69) and 13 <= length <= 19 and two not in (62, 65))  # Maestro
    )


def _is_identity_card(digits: str) -> bool:
    """GB 11643: 18 digits, a birthday at places 7–14, check digit by ISO 7064 MOD 11-2."""
    if len(digits) != 18:
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    check = sum(int(d) * w for d, w in zip(digits, _IDENTITY_WEIGHTS, strict=False)) % 11
    return 1900 <= born.year <= 2100 and "10X98765432"[check] == digits[17]

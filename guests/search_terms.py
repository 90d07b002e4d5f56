"""What somebody typed into the search box: which kinds of thing it may be. Pure.

One box takes names, phone numbers, e-mail addresses and numbers of every sort. Asking each index only for
what it can answer is what keeps the search quick; so the kind is recognised here, before any query.
"""

import re
import unicodedata
from dataclasses import dataclass

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from guests.contacts import document_key
from guests.names import LONGEST, is_han, latin_words, pinyin, search_key

#: More than anybody types; the rest is cut.
LONGEST_QUERY = 100
#: Fewer digits than this fit far too many phone numbers.
LEAST_DIGITS = 3
#: More words than this are not turned round: every order would cost a query.
MOST_WORDS = 4

_GUEST_NUMBER = re.compile(r"^G-?0*([0-9]{1,8})$", re.IGNORECASE)
_PHONE = re.compile(r"^[ +()\-./0-9]+$")
_EMAIL_BEGINNING = re.compile(r"^[a-z0-9._%+\-]{2,}(@[a-z0-9.\-]*)?$")
_DOCUMENT = re.compile(r"^(?=.*\d{5})[A-Z0-9]{7,20}$")
#: Numbers that consist of digits alone are documents only in these lengths (passport, old and new identity card).
_DOCUMENT_DIGITS = frozenset({9, 15, 18})
_CODE = re.compile(r"^[A-Z0-9][A-Z0-9._/\-]{1,59}$")


@dataclass(frozen=True)
class Terms:
    """The readings of one query; an empty one says that it cannot be of that kind.

    `name_prefixes`: spellings to look for from their beginning, the likeliest first. `words`: the latin words,
    for names with something in between. `sounds_like`: pinyin of Chinese characters, for homophones.
    `phone_digits`: runs of digits a phone may begin or end with. `code`: as rooms, bookings and memberships
    are written. `is_specific`: long enough that sorting the finds is worth its cost.
    """

    text: str = ""
    name_prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    sounds_like: str = ""
    phone_digits: tuple[str, ...] = ()
    email: str = ""
    guest_id: int | None = None
    document: str = ""
    code: str = ""
    is_specific: bool = False

    def __bool__(self):
        return bool(self.text)


def parse(typed: str) -> Terms:
    """The readings of what was typed; Terms() (false) for blank input. Never fails."""
    text = " ".join(unicodedata.normalize("NFKC", typed.replace("\x00", " ")).split())[:LONGEST_QUERY].strip()
    if not text:
        return Terms()
    names = _name_prefixes(text)
    return Terms(
        text=text,
        name_prefixes=names,
        words=_words(text),
        sounds_like=pinyin(search_key(text))[:LONGEST] if names and is_han(text) else "",
        phone_digits=_phone_digits(text),
        email=_email(text),
        guest_id=_guest_id(text),
        document=_document(text),
        code=_code(text),
        is_specific=_is_specific(text),
    )


def _name_prefixes(text: str) -> tuple[str, ...]:
    if is_han(text):
        return (search_key(text)[:LONGEST],)
    words = _words(text)
    turns = range(len(words)) if len(words) <= MOST_WORDS else range(1)
    # As typed, then with the last word first (a surname written behind), then the other turns.
    order = sorted(turns, key=lambda turn: (turn != 0, -turn))
    return (
        tuple(dict.fromkeys("".join(words[turn:] + words[:turn])[:LONGEST] for turn in order))
        if words
        else ()
    )


def _words(text: str) -> tuple[str, ...]:
    if is_han(text) or "@" in text or any(character.isdigit() for character in text):
        return ()
    return tuple(latin_words(text))


def _phone_digits(text: str) -> tuple[str, ...]:
    if not _PHONE.match(text):
        return ()
    digits = "".join(character for character in text if character in "0123456789")
    international = "+" in text or digits.startswith("00")
    readings = [digits, *_without_country(digits, international)]
    if digits.startswith("0"):
        readings.append(digits.lstrip("0"))
    return tuple(dict.fromkeys(reading for reading in readings if LEAST_DIGITS <= len(reading) <= 20))


def _without_country(digits: str, international: bool) -> list[str]:
    """The national numbers that `digits` may stand for; numbers are stored without country and leading zero."""
    bare = digits.removeprefix("00") if international else digits
    # A national number of eleven digits never begins with a country code written without its plus.
    if not international and len(bare) < 12:
        return []
    return [
        bare[length:].lstrip("0")
        for length in (1, 2, 3)
        if bare[:length].isdigit() and int(bare[:length]) in COUNTRY_CODE_TO_REGION_CODE
    ]


def _email(text: str) -> str:
    lowered = text.lower()
    return lowered if _EMAIL_BEGINNING.match(lowered) and not lowered.isdigit() else ""


def _guest_id(text: str) -> int | None:
    match = _GUEST_NUMBER.match(text)
    return int(match[1]) if match and int(match[1]) else None


def _document(text: str) -> str:
    key = document_key(text)
    if not key.isascii() or not _DOCUMENT.match(key):
        return ""
    return "" if key.isdigit() and len(key) not in _DOCUMENT_DIGITS else key


def _code(text: str) -> str:
    code = text.upper().replace(" ", "")
    has_digit = any(character.isdigit() for character in code)
    return code if has_digit and code.isascii() and _CODE.match(code) else ""


def _is_specific(text: str) -> bool:
    return len(search_key(text)) >= 2 if is_han(text) else len(text) >= 3

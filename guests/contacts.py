"""One spelling for every phone number and e-mail address. Pure, but for the hotel's own settings."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

#: A mainland mobile number, by far the commonest: its parts are plain without the whole of phonenumbers. 179 is left
#: out, because that library takes it for a carrier's code.
_MAINLAND_MOBILE = re.compile(r"(?:\+86)?(1(?:[3-689]\d|7[0-8])\d{8})", re.ASCII)
_NOT_A_DIGIT = re.compile(r"\D+")


@dataclass(frozen=True)
class Phone:
    """`number` is E.164 (+8613800001234) where it parses, else the digits as written; `digits` is searched."""

    number: str
    digits: str


@lru_cache(maxsize=10_000)
def parse_phone(text: str) -> Phone | None:
    """The phone number in `text`, or None when it holds fewer than five digits."""
    mobile = _MAINLAND_MOBILE.fullmatch(text)
    if mobile and (text.startswith("+") or settings.PHONE_REGION == "CN"):
        return Phone(number=f"+86{mobile[1]}", digits=mobile[1])
    try:
        parsed = phonenumbers.parse(text, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return _as_written(text)
    if not phonenumbers.is_possible_number(parsed):
        return _as_written(text)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(number=number, digits=phonenumbers.national_significant_number(parsed))


def _as_written(text: str) -> Phone | None:
    digits = _NOT_A_DIGIT.sub("", text)[:32]
    return Phone(number=digits, digits=digits) if len(digits) >= 5 else None


def parse_email(text: str) -> str | None:
    """The address in lower case, or None when it is not one."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address if len(address) <= 254 else None


def is_masked_email(address: str) -> bool:
    """Whether an agency made this address up for one booking (field case 1): it identifies nobody."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == masked or domain.endswith("." + masked) for masked in settings.MASKED_EMAIL_DOMAINS)


def document_key(number: str) -> str:
    """A document number as it is hashed: without spaces and dashes, in capitals."""
    return re.sub(r"[\s\-]+", "", number).upper()

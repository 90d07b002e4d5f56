"""The shape of what machines send: one declaration reads it and describes it in OpenAPI.

Reading is plain Python, because batches of 500 nested bookings are to be read in milliseconds. `null` and an
absent field are the same: nothing was said. What is unknown is not refused but answered with a warning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from common.card_numbers import has_card_number
from common.money import CENT

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
#: Of any clock in use; the database takes none of 16 hours and more.
WIDEST_OFFSET = timedelta(hours=14)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Reading:
    """What was found wrong (`errors`) or left unread (`warnings`), as {pointer, detail}."""

    errors: list[dict] = field(default_factory=list)
    warnings: list[dict] = field(default_factory=list)

    def refuse(self, pointer: str, detail: str) -> None:
        self.errors.append({"pointer": pointer, "detail": detail})


class Shape:
    """One kind of value. `read` returns the value, or None after telling `reading` what is wrong."""

    def __init__(self, description: str = ""):
        self.description = description

    def read(self, value: Any, pointer: str, reading: Reading) -> Any:
        raise NotImplementedError

    def schema(self) -> dict:
        described = {"description": self.description} if self.description else {}
        return {**self._schema(), **described}

    def _schema(self) -> dict:
        raise NotImplementedError


class Text(Shape):
    def __init__(self, longest: int, description: str = ""):
        super().__init__(description)
        self.longest = longest

    def read(self, value, pointer, reading):
        if not isinstance(value, str):
            return reading.refuse(pointer, "Must be a string.")
        if len(value) > self.longest:
            return reading.refuse(pointer, f"Has {len(value)} characters; at most {self.longest} are stored.")
        return value.strip()

    def _schema(self):
        return {"type": "string", "maxLength": self.longest}


class Identifier(Text):
    """A number by which something is known again: never blank, never a card number (which would be masked)."""

    def read(self, value, pointer, reading):
        text = super().read(value, pointer, reading)
        if text is None:
            return None
        if not text or not text.isprintable():
            return reading.refuse(pointer, "Must not be blank or hold control characters.")
        if "•" in text or has_card_number(text):
            return reading.refuse(pointer, "Looks like a payment card number; those are not stored.")
        return text

    def _schema(self):
        return {"type": "string", "minLength": 1, "maxLength": self.longest}


class Pattern(Text):
    """Text of one exact form, such as a country's two letters; `example` goes into the error."""

    def __init__(self, pattern: str, example: str, description: str = ""):
        super().__init__(40, description)
        self.pattern, self.example = pattern, example

    def read(self, value, pointer, reading):
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            return reading.refuse(pointer, f"Must look like {self.example}.")
        return value

    def _schema(self):
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


class Whole(Shape):
    def __init__(self, least: int, most: int, description: str = ""):
        super().__init__(description)
        self.least, self.most = least, most

    def read(self, value, pointer, reading):
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            return reading.refuse(pointer, "Must be a whole number.")
        # Before it becomes an int: 1e9999999 is ten characters to send and minutes to write out.
        if not self.least <= value <= self.most:
            return reading.refuse(pointer, f"Must lie between {self.least} and {self.most}.")
        if value != int(value):
            return reading.refuse(pointer, "Must be a whole number.")
        return int(value)

    def _schema(self):
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(Shape):
    def read(self, value, pointer, reading):
        return value if isinstance(value, bool) else reading.refuse(pointer, "Must be true or false.")

    def _schema(self):
        return {"type": "boolean"}


class Money(Shape):
    """An amount as a JSON number or a string, read exactly and rounded half up to two places."""

    MOST = Decimal(10) ** 10

    def read(self, value, pointer, reading):
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            return reading.refuse(pointer, "Must be an amount such as 388.00.")
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return reading.refuse(pointer, "Must be an amount such as 388.00.")
        if not amount.is_finite() or abs(amount) >= self.MOST:
            return reading.refuse(pointer, "The amount is out of range.")
        return amount.quantize(CENT, rounding=ROUND_HALF_UP)

    def _schema(self):
        number = {"type": "number", "exclusiveMinimum": -1e10, "exclusiveMaximum": 1e10}
        return {"oneOf": [number, {"type": "string", "pattern": r"^-?\d{1,10}(\.\d{1,6})?$"}]}


class Day(Shape):
    """A calendar date. `impossible=True` keeps one that no calendar has (30 February) as its text, for staff."""

    def __init__(self, description: str = "", *, impossible: bool = False):
        super().__init__(description)
        self.impossible = impossible

    def read(self, value, pointer, reading):
        if not isinstance(value, str) or not value.isascii() or not _DAY.fullmatch(value):
            return reading.refuse(pointer, "Must be a date such as 2026-05-01.")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value if self.impossible else reading.refuse(pointer, "There is no such date.")
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return day
        return value if self.impossible else reading.refuse(pointer, "The year is out of range.")

    def _schema(self):
        return {"type": "string", "format": "date"}


class Moment(Shape):
    """A date and time; without an offset it is the hotel's local time."""

    def read(self, value, pointer, reading):
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 10 else None
        except ValueError:
            moment = None
        if moment is None:
            return reading.refuse(pointer, "Must be a moment such as 2026-05-01T14:00:00+08:00.")
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            return reading.refuse(pointer, "The year is out of range.")
        if moment.tzinfo is None:
            return timezone.make_aware(moment)
        if abs(moment.utcoffset() or timedelta(0)) > WIDEST_OFFSET:
            return reading.refuse(pointer, "No place has that offset from UTC; 14 hours are the most.")
        return moment

    def _schema(self):
        return {"type": "string", "format": "date-time"}


class OneOf(Shape):
    def __init__(self, values: Sequence[str], description: str = ""):
        super().__init__(description)
        self.values = [str(value) for value in values]
        self.known = frozenset(self.values)

    def read(self, value, pointer, reading):
        if isinstance(value, str) and value in self.known:
            return value
        return reading.refuse(pointer, f"Must be one of: {', '.join(self.values)}.")

    def _schema(self):
        return {"type": "string", "enum": self.values}


class ListOf(Shape):
    def __init__(self, item: Shape, most: int, description: str = ""):
        super().__init__(description)
        self.item, self.most = item, most

    def read(self, value, pointer, reading):
        if not isinstance(value, list):
            return reading.refuse(pointer, "Must be a list.")
        if len(value) > self.most:
            return reading.refuse(pointer, f"Has {len(value)} items; at most {self.most} are taken.")
        return [self.item.read(item, f"{pointer}/{place}", reading) for place, item in enumerate(value)]

    def _schema(self):
        return {"type": "array", "items": self.item.schema(), "maxItems": self.most}


class Record(Shape):
    """An object of known fields. Read into a dict of those that were said."""

    def __init__(
        self, fields: dict[str, Shape], *, required: Sequence[str] = (), name: str = "", description: str = ""
    ):
        super().__init__(description)
        self.fields, self.required, self.name = fields, tuple(required), name

    def read(self, value, pointer, reading):
        if not isinstance(value, dict):
            return reading.refuse(pointer, "Must be an object.")
        known = {}
        for key, item in value.items():
            shape = self.fields.get(key)
            if shape is None:
                reading.warnings.append(
                    {"pointer": f"{pointer}/{_escape(key)}", "detail": "Unknown field, not read."}
                )
            elif item is not None:
                known[key] = shape.read(item, f"{pointer}/{key}", reading)
        for key in self.required:
            if value.get(key) is None:
                reading.refuse(f"{pointer}/{key}", "Is required.")
        return known

    def schema(self):
        """A reference where the record has a name of its own (see `components`), else the whole."""
        return {"$ref": f"#/components/schemas/{self.name}"} if self.name else super().schema()

    def _schema(self):
        body = {"type": "object", "properties": {key: self._field(key) for key in self.fields}}
        return body | ({"required": list(self.required)} if self.required else {})

    def _field(self, key: str) -> dict:
        """A field that may be left out may be null as well."""
        schema = self.fields[key].schema()
        return schema if key in self.required else {"anyOf": [schema, {"type": "null"}]}

    def components(self) -> dict[str, dict]:
        """The named schemas in and under this record."""
        found = {self.name: super().schema()} if self.name else {}
        for shape in self.fields.values():
            inner = shape.item if isinstance(shape, ListOf) else shape
            if isinstance(inner, Record):
                found |= inner.components()
        return found


def _escape(key: str) -> str:
    """RFC 6901; cut, because it comes from outside and goes back into an answer."""
    return key.replace("~", "~0").replace("/", "~1")[:80]

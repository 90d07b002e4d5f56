"""A combined query as a document: what is stored, sent in an address and read back. Pure.

    {"join": "and", "parts": [
        {"if": "stays.room", "is": "any_of", "value": ["1208"]},
        {"join": "or", "parts": [{"if": "guest.vip", "is": "holds"}, {"if": "guest.age", …, "not": true}]}]}

Terms joined by AND or OR, with one level of brackets; each term may be turned round by "not" and may narrow
what it looks at by "with". A value that is missing or empty makes a term unfinished: it may stand in a
builder, but not in a query that is asked.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from common.errors import HotelError

Join = Literal["and", "or"]
#: More than anybody can read; a machine that sends more is told so.
MOST_TERMS = 40
LONGEST_TEXT = 200


class QueryProblem(HotelError):
    """The document cannot be understood; `field` is the path of the offending part ('parts.1.value')."""

    code = "bad-query"


@dataclass(frozen=True)
class Term:
    """One condition with what it was given: values as JSON knows them (text, lists of text and null)."""

    key: str
    operator: str
    value: Any = None
    narrowed: Mapping[str, Any] = field(default_factory=dict)
    negated: bool = False

    def as_json(self) -> dict:
        written: dict[str, Any] = {"if": self.key, "is": self.operator}
        if not is_empty(self.value):
            written["value"] = self.value
        narrowed = {name: value for name, value in sorted(self.narrowed.items()) if not is_empty(value)}
        if narrowed:
            written["with"] = narrowed
        if self.negated:
            written["not"] = True
        return written


@dataclass(frozen=True)
class Bracket:
    """Terms joined among themselves before they are joined with the rest."""

    join: Join = "or"
    parts: tuple[Term, ...] = ()

    def as_json(self) -> dict:
        return {"join": self.join, "parts": [part.as_json() for part in self.parts]}


@dataclass(frozen=True)
class Document:
    """A whole query; without parts it means all guests."""

    join: Join = "and"
    parts: tuple[Term | Bracket, ...] = ()

    def as_json(self) -> dict:
        return {"join": self.join, "parts": [part.as_json() for part in self.parts]}

    def terms(self) -> Iterator[Term]:
        for part in self.parts:
            if isinstance(part, Bracket):
                yield from part.parts
            else:
                yield part

    def only(self, keep) -> "Document":
        """The document with the terms for which `keep(term)` is true, and no empty bracket."""
        kept: list[Term | Bracket] = []
        for part in self.parts:
            if isinstance(part, Bracket):
                inner = tuple(term for term in part.parts if keep(term))
                kept += [replace(part, parts=inner)] if inner else []
            elif keep(part):
                kept.append(part)
        return replace(self, parts=tuple(kept))


def is_empty(value: Any) -> bool:
    """Nothing was filled in."""
    if value is None or value == "":
        return True
    return isinstance(value, (list, tuple)) and all(is_empty(part) for part in value)


# --- Reading -------------------------------------------------------------------------------------------
def parse(data: Any) -> Document:
    """The document written as JSON data; QueryProblem names the part that is wrong.

    Only its shape is judged here: whether the conditions exist and their values make sense is
    `guests.query.values.checked`.
    """
    if not isinstance(data, Mapping):
        raise QueryProblem(_("A query is written as an object with “join” and “parts”."), field="query")
    document = Document(_join(data, ""), tuple(_part(part, f"parts.{at}") for at, part in _parts(data, "")))
    if sum(1 for _term in document.terms()) > MOST_TERMS:
        message = _("At most %(most)s conditions fit into one query. Split it.") % {"most": MOST_TERMS}
        raise QueryProblem(message, field="parts")
    return document


def _join(data: Mapping, path: str) -> Join:
    join = data.get("join", "and")
    if join == "and":
        return "and"
    if join == "or":
        return "or"
    message = _("“%(value)s” joins nothing: write “and” or “or”.") % {"value": str(join)[:40]}
    raise QueryProblem(message, field=f"{path}join")


def _parts(data: Mapping, path: str) -> list[tuple[int, Any]]:
    parts = data.get("parts", [])
    if not isinstance(parts, list):
        raise QueryProblem(_("“parts” must be a list of conditions."), field=f"{path}parts")
    return list(enumerate(parts))


def _part(data: Any, path: str) -> Term | Bracket:
    if isinstance(data, Mapping) and "parts" in data:
        inner = tuple(_term(part, f"{path}.parts.{at}") for at, part in _parts(data, f"{path}."))
        return Bracket(_join(data, f"{path}."), inner)
    return _term(data, path)


def _term(data: Any, path: str) -> Term:
    if not isinstance(data, Mapping):
        raise QueryProblem(_("A condition is written as an object with “if”, “is” and “value”."), field=path)
    if "parts" in data:
        raise QueryProblem(_("Brackets go one level deep: take the inner one out."), field=path)
    key, operator, narrowed = data.get("if"), data.get("is", ""), data.get("with", {})
    if not isinstance(key, str) or not key:
        raise QueryProblem(_("“if” must name a condition."), field=f"{path}.if")
    if not isinstance(operator, str):
        raise QueryProblem(_("“is” must name an operator."), field=f"{path}.is")
    if not isinstance(narrowed, Mapping):
        raise QueryProblem(_("“with” must be an object."), field=f"{path}.with")
    value = _plain(data.get("value"), f"{path}.value")
    inside = {str(name): _plain(given, f"{path}.with.{name}") for name, given in narrowed.items()}
    return Term(key, operator, value, inside, bool(data.get("not", False)))


def _plain(value: Any, path: str) -> Any:
    """Text, numbers as text, null, or a list of these."""
    if isinstance(value, list):
        return [_plain_one(part, path) for part in value]
    return _plain_one(value, path)


def _plain_one(value: Any, path: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise QueryProblem(_("A value is a text, a number or a list of these."), field=path)
    text = str(value).replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        message = _("At most %(most)s characters fit here.") % {"most": LONGEST_TEXT}
        raise QueryProblem(message, field=path)
    return text


# --- In an address ---------------------------------------------------------------------------------------
def encode(document: Document) -> str:
    """The document as text for an address."""
    text = json.dumps(document.as_json(), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text: str) -> Document:
    """The document written by `encode`, or QueryProblem."""
    try:
        data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        message = _("This address holds no query any more: part of it is missing. Ask for it again.")
        raise QueryProblem(message, field="query") from error
    return parse(data)

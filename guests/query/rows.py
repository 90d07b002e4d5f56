"""A query as rows of a form and back: works by posting alone, whatever a script adds. No database of its own.

Fields of a row end in its place, '2' or, inside a bracket, '2.0': `if-2` the condition, `not-2`, `is-2` the
operator, `value-2` its value(s), `low-2` and `high-2` the ends of a range, `days-2`, `with-2-channel` a
narrowing (`with-2-arrived-low` and `-high` for dates). `join` and `join-2` say how parts are joined.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict

from guests.query.document import LONGEST_TEXT, MOST_TERMS, Bracket, Document, Join, QueryProblem, Term
from guests.query.registry import OPERATOR_WORDS, Condition, Kind, Narrowing, Operator, Words, condition_named
from guests.query.values import asked, is_finished

DAYS = {Operator.LAST_DAYS, Operator.LONGER_AGO, Operator.NEXT_DAYS}
#: Up to so many choices stand as boxes to tick; more make a list.
BOXES = 9
#: More parts than this are never read from a form, whatever it says.
MOST_PARTS = MOST_TERMS * 2


@dataclass(frozen=True)
class Field:
    """One input of a row: `shape` is 'text', 'number', 'date', 'boxes', 'list' or 'codes'."""

    name: str
    label: Words
    shape: str
    values: tuple[str, ...] = ()
    choices: tuple[tuple[str, Words], ...] = ()
    low_name: str = ""
    high_name: str = ""
    low: str = ""
    high: str = ""

    @property
    def is_range(self) -> bool:
        return bool(self.low_name)

    @property
    def value(self) -> str:
        return ", ".join(self.values)


@dataclass(frozen=True)
class Row:
    """One condition as the page draws it; `problem` says what is wrong with what was entered."""

    place: str
    term: Term
    condition: Condition | None
    value: Field | None
    days: Field | None
    narrowings: tuple[Field, ...]
    problem: str = ""
    finished: bool = True

    @property
    def operators(self) -> list[tuple[str, Words]]:
        return [(one.value, OPERATOR_WORDS[one]) for one in self.condition.offered] if self.condition else []

    @property
    def is_narrowed(self) -> bool:
        return bool(self.term.narrowed)

    @property
    def asks_days(self) -> bool:
        return self.term.operator in DAYS


@dataclass(frozen=True)
class Part:
    """A row, or a bracket with its rows and its own join."""

    place: str
    rows: tuple[Row, ...]
    is_bracket: bool
    join: str = ""


# --- From a form ------------------------------------------------------------------------------------------
def read(posted: QueryDict) -> Document:
    """The document that a form's fields say; values stay as typed, wrong ones are judged later."""
    parts: list[Term | Bracket] = []
    for place in posted.getlist("part")[:MOST_PARTS]:
        if f"join-{place}" in posted:
            inner = [_term(posted, one) for one in posted.getlist(f"row-{place}")[:MOST_PARTS]]
            parts.append(Bracket(_join(posted.get(f"join-{place}")), tuple(filter(None, inner))))
        else:
            term = _term(posted, place)
            parts += [term] if term else []
    return Document(_join(posted.get("join")), tuple(parts))


def _join(given: str | None) -> Join:
    return "or" if given == "or" else "and"


def _term(posted: QueryDict, place: str) -> Term | None:
    condition = condition_named(posted.get(f"if-{place}", ""))
    if condition is None:
        return None
    operator = posted.get(f"is-{place}", condition.offered[0].value)[:LONGEST_TEXT]
    narrowed = {}
    for narrowing in condition.narrowings:
        name = f"with-{place}-{narrowing.name}"
        if narrowing.kind == Kind.DATE:
            given: Any = _ends(posted.get(f"{name}-low", ""), posted.get(f"{name}-high", ""))
        else:
            given = _many(posted, name)
        if given:
            narrowed[narrowing.name] = given
    value = _value(posted, condition.kind, operator, place)
    return Term(condition.key, operator, value, narrowed, f"not-{place}" in posted)


def _value(posted: QueryDict, kind: Kind, operator: str, place: str) -> Any:
    if kind == Kind.FLAG:
        return None
    if operator in DAYS:
        return _typed(posted.get(f"days-{place}", ""))
    if operator == Operator.BETWEEN:
        return _ends(posted.get(f"low-{place}", ""), posted.get(f"high-{place}", ""))
    if operator == Operator.ANY_OF:
        return _many(posted, f"value-{place}")
    return _typed(posted.get(f"value-{place}", ""))


def _ends(low: str, high: str) -> list[str | None] | None:
    ends = [_typed(low) or None, _typed(high) or None]
    return ends if any(ends) else None


def _many(posted: QueryDict, name: str) -> list[str] | None:
    given = [part for text in posted.getlist(name) for part in text.replace("，", ",").split(",")]
    return [typed for part in given if (typed := _typed(part))] or None


def _typed(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]


# --- Changing it ------------------------------------------------------------------------------------------
def with_term(document: Document, key: str, place: str = "") -> Document:
    """With a new, empty row at the end, or at the end of the bracket at `place`; unchanged for no condition."""
    condition = condition_named(key)
    if condition is None or sum(1 for _term in document.terms()) >= MOST_TERMS:
        return document
    term = Term(key, condition.offered[0].value)
    parts = list(document.parts)
    if not place:
        return replace(document, parts=(*parts, term))
    at = int(place) if place.isdigit() else len(parts)
    bracket = parts[at] if at < len(parts) else None
    if not isinstance(bracket, Bracket):
        return document
    parts[at] = replace(bracket, parts=(*bracket.parts, term))
    return replace(document, parts=tuple(parts))


def with_bracket(document: Document) -> Document:
    """With an empty bracket at the end, joined the other way round: else it would not need to be one."""
    join: Join = "or" if document.join == "and" else "and"
    return replace(document, parts=(*document.parts, Bracket(join, ())))


def without_part(document: Document, place: str) -> Document:
    """Without the row or bracket at `place`; unchanged where there is none."""
    outer, _dot, inner = place.partition(".")
    if not outer.isdigit() or int(outer) >= len(document.parts):
        return document
    parts, at = list(document.parts), int(outer)
    bracket = parts[at]
    if not inner:
        del parts[at]
    elif isinstance(bracket, Bracket) and inner.isdigit():
        rows = tuple(term for n, term in enumerate(bracket.parts) if n != int(inner))
        parts[at] = replace(bracket, parts=rows)
    return replace(document, parts=tuple(parts))


# --- To a form --------------------------------------------------------------------------------------------
def drawn(document: Document, *, on: date) -> list[Part]:
    """The parts of the document as the page draws them."""
    parts = []
    for at, part in enumerate(document.parts):
        place = str(at)
        if isinstance(part, Bracket):
            rows = tuple(_row(term, f"{place}.{n}", on) for n, term in enumerate(part.parts))
            parts.append(Part(place, rows, True, part.join))
        else:
            parts.append(Part(place, (_row(part, place, on),), False))
    return parts


def problems(parts: Iterable[Part]) -> list[str]:
    return [row.problem for part in parts for row in part.rows if row.problem]


def _row(term: Term, place: str, on: date) -> Row:
    condition = condition_named(term.key)
    finished, problem = is_finished(term), ""
    if finished:
        try:
            asked(term, on=on)
        except QueryProblem as wrong:
            problem = str(wrong.message)
    if condition is None:
        return Row(place, term, None, None, None, (), problem)
    days = None
    if condition.kind == Kind.DATE:
        shown = (str(term.value),) if term.operator in DAYS and isinstance(term.value, str) else ()
        days = Field(f"days-{place}", condition.label, "number", shown)
    narrowings = tuple(
        _narrowing(narrowing, f"with-{place}-{narrowing.name}", term.narrowed.get(narrowing.name))
        for narrowing in condition.narrowings
    )
    return Row(
        place, term, condition, _value_field(condition, term, place), days, narrowings, problem, finished
    )


def _value_field(condition: Condition, term: Term, place: str) -> Field | None:
    if condition.kind == Kind.FLAG:
        return None
    if condition.kind in {Kind.NUMBER, Kind.MONEY, Kind.DATE}:
        shape = "date" if condition.kind == Kind.DATE else "number"
        given = None if term.operator in DAYS else term.value
        return _ranged(f"value-{place}", condition.label, shape, f"low-{place}", f"high-{place}", given)
    return _chosen(f"value-{place}", condition.label, condition.kind, condition.choices, term.value)


def _narrowing(narrowing: Narrowing, name: str, given: Any) -> Field:
    if narrowing.kind == Kind.DATE:
        return _ranged(name, narrowing.label, "date", f"{name}-low", f"{name}-high", given)
    return _chosen(name, narrowing.label, narrowing.kind, narrowing.choices, given)


def _ranged(name: str, label: Words, shape: str, low_name: str, high_name: str, given: Any) -> Field:
    low, high = given if isinstance(given, list) and len(given) == 2 else (given, given)
    return Field(
        name, label, shape, low_name=low_name, high_name=high_name, low=str(low or ""), high=str(high or "")
    )


def _chosen(name: str, label: Words, kind: Kind, choices, given: Any) -> Field:
    values = tuple(map(str, given)) if isinstance(given, list) else tuple([str(given)] if given else [])
    if kind == Kind.TEXT:
        return Field(name, label, "text", values)
    if kind == Kind.LOOKUP:
        return Field(name, label, "codes", values)
    offered = tuple((str(key), text) for key, text in choices())
    return Field(name, label, "boxes" if len(offered) <= BOXES else "list", values, offered)

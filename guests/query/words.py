"""A query as a person says it: for chips, logs and the head of a frozen list."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from common.wording import labelled, listed
from guests.query.document import Bracket, Document, Term, is_empty
from guests.query.registry import OPERATOR_WORDS, Kind, Operator, condition_named

SHOWN = 6


def in_words(document: Document) -> str:
    """'Ever stayed in room: 1208 AND (VIP OR NOT Gender: male)'; 'All guests' without a condition."""
    parts = []
    for part in document.parts:
        if not isinstance(part, Bracket):
            parts.append(term_words(part))
        elif part.parts:
            parts.append(f"({_joined([term_words(term) for term in part.parts], part.join)})")
    return _joined(parts, document.join) or _("All guests")


def _joined(parts: list[str], join: str) -> str:
    word = _("AND") if join == "and" else _("OR")
    return f" {word} ".join(parts)


def term_words(term: Term) -> str:
    """One condition in words; an unknown one keeps its key."""
    condition = condition_named(term.key)
    if condition is None:
        return f"{term.key}?"
    said = str(condition.label)
    operator = next((one for one in Operator if one == term.operator), None)
    if operator != Operator.HOLDS:
        words = _value_words(term.value, operator, condition.choices)
        said = labelled(said, f"{words} {condition.unit}".rstrip())
    for narrowing in condition.narrowings:
        given = term.narrowed.get(narrowing.name)
        if not is_empty(given):
            how = Operator.BETWEEN if narrowing.kind == Kind.DATE else Operator.ANY_OF
            said = f"{said}, {narrowing.label} {_value_words(given, how, narrowing.choices)}"
    negation = _("NOT")
    return f"{negation} {said}" if term.negated else said


def _value_words(value: Any, operator: Operator | None, choices: Callable | None) -> str:
    if is_empty(value):
        return "…"
    if operator == Operator.BETWEEN:
        low, high = value if isinstance(value, list) else (value, value)
        if is_empty(high):
            return _("from %(low)s") % {"low": low}
        return _("up to %(high)s") % {"high": high} if is_empty(low) else f"{low} – {high}"
    if operator in {Operator.LAST_DAYS, Operator.LONGER_AGO, Operator.NEXT_DAYS}:
        return str(OPERATOR_WORDS[operator]).replace("…", str(value))
    if operator == Operator.ANY_OF:
        keys = value if isinstance(value, list) else str(value).replace("，", ",").split(",")
        labels = {str(key): str(label) for key, label in choices()} if choices else {}
        shown = [labels.get(key.strip(), key.strip()) for key in keys if key]
        more = "" if len(shown) <= SHOWN else f" +{len(shown) - SHOWN}"
        return listed(shown[:SHOWN]) + more
    how = OPERATOR_WORDS[operator] if operator else "?"
    return f"{how} “{value}”"

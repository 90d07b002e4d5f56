"""Conditions, rules and targets as sentences in the reader's language. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from analytics.segments.attributes import BY_KEY
from analytics.segments.stored_trees import Condition


def value_words(attribute: str, value: str | None) -> str:
    known = {each.key: each.title for each in BY_KEY[attribute].values}
    return str(known[value]) if value is not None else _("unknown")


def values_words(attribute: str, values: Iterable[str | None]) -> str:
    """'low, high or unknown'."""
    *first, last = [value_words(attribute, value) for value in values]
    return _("%(first)s or %(last)s") % {"first": _(", ").join(first), "last": last} if first else last


def condition_words(condition: Condition) -> str:
    """'use of restaurants is seldom or often'."""
    return _("%(attribute)s is %(values)s") % {
        "attribute": BY_KEY[condition.attribute].title,
        "values": values_words(condition.attribute, condition.values),
    }


def conditions_words(conditions: Iterable[Condition]) -> str:
    """Joined by AND; of everybody where there is none."""
    words = [condition_words(condition) for condition in conditions]
    return _(" AND ").join(words) if words else _("nothing is asked")


def rule_words(conditions: Iterable[Condition], then: str) -> str:
    """'IF … AND … THEN …'."""
    return _("IF %(conditions)s THEN %(answer)s") % {
        "conditions": conditions_words(conditions),
        "answer": then,
    }

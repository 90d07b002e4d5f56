"""Whether a document's conditions exist and their values make sense; turns text into dates, numbers, keys.

Pure but for the choices of a condition, which may be read from the database.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from common.wording import listed
from guests.query.document import Bracket, Document, QueryProblem, Term, is_empty
from guests.query.registry import Asked, Condition, Kind, Operator, condition_named

#: Nobody is asked for longer ago than this.
MOST_DAYS = 36_500
LARGEST = Decimal("1e12")


def checked(document: Document, *, on: date) -> list[tuple[str, Term, Condition, Asked]]:
    """(path, term, condition, what it asks) of every term; QueryProblem names the first that is wrong."""
    found = []
    for at, part in enumerate(document.parts):
        inner = part.parts if isinstance(part, Bracket) else (part,)
        for place, term in enumerate(inner):
            path = f"parts.{at}.parts.{place}" if isinstance(part, Bracket) else f"parts.{at}"
            found.append((path, term, *asked(term, path, on=on)))
    return found


def asked(term: Term, path: str = "", *, on: date) -> tuple[Condition, Asked]:
    """The term's condition and what is asked of it; QueryProblem with field, value and remedy."""
    condition = condition_named(term.key)
    if condition is None:
        message = _("There is no condition “%(key)s” any more. Remove it.") % {"key": term.key[:60]}
        raise QueryProblem(message, field=f"{path}.if")
    operator = next((offered for offered in condition.offered if offered == term.operator), None)
    if operator is None:
        shown = {"label": condition.label, "operator": term.operator[:40]}
        message = _("%(label)s: “%(operator)s” cannot be asked here. Choose another comparison.") % shown
        raise QueryProblem(message, field=f"{path}.is")
    value = _value(condition, condition.kind, operator, term.value, condition.choices, f"{path}.value", on)
    return condition, Asked(operator, value, on, _narrowed(condition, term, path, on))


def is_finished(term: Term) -> bool:
    """Whether everything a term needs is filled in (not whether it makes sense)."""
    condition = condition_named(term.key)
    return condition is None or condition.kind == Kind.FLAG or not is_empty(term.value)


def _narrowed(condition: Condition, term: Term, path: str, on: date) -> dict[str, Any]:
    found = {}
    for name, given in term.narrowed.items():
        narrowing = condition.narrowing(name)
        if narrowing is None:
            shown = {"label": condition.label, "name": name[:40]}
            message = _("%(label)s cannot be narrowed by “%(name)s”. Remove it.") % shown
            raise QueryProblem(message, field=f"{path}.with.{name}")
        if is_empty(given):
            continue
        operator = Operator.BETWEEN if narrowing.kind == Kind.DATE else Operator.ANY_OF
        place = f"{path}.with.{name}"
        found[name] = _value(condition, narrowing.kind, operator, given, narrowing.choices, place, on)
    return found


def _value(condition: Condition, kind: Kind, operator: Operator, given, choices, path: str, on: date):
    if operator == Operator.HOLDS:
        return None
    if is_empty(given):
        message = _("%(label)s: fill in what to compare with.") % {"label": condition.label}
        raise QueryProblem(message, field=path)
    if operator in {Operator.LAST_DAYS, Operator.LONGER_AGO, Operator.NEXT_DAYS}:
        return _days(condition, operator, given, path, on)
    if operator == Operator.BETWEEN:
        return _range(condition, kind, given, path)
    if operator == Operator.ANY_OF:
        return _keys(condition, given, choices, path)
    if not isinstance(given, str):
        message = _("%(label)s: one text is expected.") % {"label": condition.label}
        raise QueryProblem(message, field=path)
    return " ".join(given.split())


def _days(condition: Condition, operator: Operator, given, path: str, on: date):
    """Days as the range of dates that they mean on the business date."""
    days = _number(condition, given, path)
    if days != days.to_integral_value() or not 0 <= days <= MOST_DAYS:
        shown = {"label": condition.label, "value": str(given)[:40], "most": MOST_DAYS}
        message = _("%(label)s: “%(value)s” is no number of days between 0 and %(most)s.") % shown
        raise QueryProblem(message, field=path)
    span = timedelta(days=int(days))
    try:
        if operator == Operator.LAST_DAYS:
            return on - span, on
        return (on, on + span) if operator == Operator.NEXT_DAYS else (None, on - span - timedelta(days=1))
    except OverflowError as error:
        raise QueryProblem(_("This reaches beyond the calendar."), field=path) from error


def _range(condition: Condition, kind: Kind, given, path: str):
    ends = given if isinstance(given, list) else [given, given]
    if len(ends) != 2:
        message = _("%(label)s: give “from” and “to”; one of them may be empty.") % {"label": condition.label}
        raise QueryProblem(message, field=path)
    read: Callable[[Condition, Any, str], Any] = _date if kind == Kind.DATE else _number
    low, high = [None if is_empty(end) else read(condition, end, path) for end in ends]
    if low is not None and high is not None and low > high:
        shown = {"label": condition.label, "low": low, "high": high}
        message = _("%(label)s: %(low)s is after %(high)s. Exchange the two.") % shown
        raise QueryProblem(message, field=path)
    return low, high


def _number(condition: Condition, given, path: str) -> Decimal:
    try:
        number = Decimal(str(given).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > LARGEST:
        shown = {"label": condition.label, "value": str(given)[:40]}
        raise QueryProblem(_("%(label)s: “%(value)s” is not a number.") % shown, field=path)
    return number


def _date(condition: Condition, given, path: str) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        shown = {"label": condition.label, "value": str(given)[:40]}
        message = _("%(label)s: “%(value)s” is not a date. Write it as 2026-05-31.") % shown
        raise QueryProblem(message, field=path) from error


def _keys(condition: Condition, given, choices, path: str) -> tuple[str, ...]:
    keys = given if isinstance(given, list) else given.replace("，", ",").split(",")
    wanted = tuple(dict.fromkeys(key.strip() for key in keys if key and key.strip()))
    known = {str(key) for key, _label in choices()} if choices else set(wanted)
    unknown = [key for key in wanted if key not in known]
    if unknown:
        shown = {"label": condition.label, "value": listed(unknown)[:80]}
        message = _("%(label)s: “%(value)s” is unknown here. Choose from the list.") % shown
        raise QueryProblem(message, field=path)
    return wanted

"""From a document to guests: one statement, whatever the number of conditions. Serves pages, segments, audiences."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guests.models import Guest
from guests.query.document import Bracket, Document, Join, Term
from guests.query.registry import condition_named, may_ask
from guests.query.sets import without
from guests.query.values import asked, checked


@dataclass(frozen=True)
class _Found:
    """What one part leaves: a condition on Guest's own columns, or a set of guest ids."""

    columns: Q | None = None
    set: QuerySet | None = None

    def ids(self) -> QuerySet:
        if self.set is not None:
            return self.set
        return Guest.objects.filter(self.columns).values("pk")

    def narrow(self, guests: QuerySet) -> QuerySet:
        return guests.filter(self.columns) if self.set is None else guests.filter(pk__in=self.set)


def guests_of(document: Document, *, on: date) -> QuerySet[Guest]:
    """The files in use that the document describes on business date `on`; QueryProblem if it cannot be asked."""
    checked(document, on=on)  # says what is wrong by its place in the document
    guests = Guest.objects.current()
    if not document.parts:
        return guests
    found = [_part(part, on) for part in document.parts if not isinstance(part, Bracket) or part.parts]
    return _joined(guests, document.join, found)


def require(user, document: Document) -> None:
    """PermissionDenied where the document asks what `user` may not know."""
    refused = {
        str(condition.label)
        for term in document.terms()
        if (condition := condition_named(term.key)) is not None and not may_ask(user, condition)
    }
    if refused:
        message = _("This query asks what you may not see: %(labels)s.")
        raise PermissionDenied(message % {"labels": ", ".join(sorted(refused))})


def is_personal(document: Document) -> bool:
    """Whether it names or finds a person, and so may stand in no address."""
    asked_for = (condition_named(term.key) for term in document.terms())
    return any(condition is None or condition.personal for condition in asked_for)


def _part(part: Term | Bracket, on: date) -> _Found:
    if isinstance(part, Bracket):
        inner = [_part(term, on) for term in part.parts]
        columns = [found.columns for found in inner if found.columns is not None]
        if len(columns) == len(inner):
            return _Found(columns=_columns(part.join, columns))
        return _Found(set=_joined(Guest.objects.all(), part.join, inner).values("pk"))
    condition, question = asked(part, on=on)
    built = condition.build(question)
    if isinstance(built, Q):
        return _Found(columns=~built if part.negated else built)
    return _Found(set=without(built) if part.negated else built)


def _joined(guests: QuerySet, join: Join, found: list[_Found]) -> QuerySet:
    if join == "and":
        for part in found:
            guests = part.narrow(guests)
        return guests
    columns = [part.columns for part in found if part.columns is not None]
    sets = [part.set for part in found if part.set is not None]
    if not sets:
        return guests.filter(_columns("or", columns))
    if columns:
        sets.append(Guest.objects.filter(_columns("or", columns)).values("pk"))
    # United sets can be joined against; OR between subqueries would be asked row by row. UNION rather than
    # UNION ALL: of the latter PostgreSQL expects 200 guests, and looks up each of a hundred thousand by key.
    return guests.filter(pk__in=sets[0].union(*sets[1:]) if len(sets) > 1 else sets[0])


def _columns(join: Join, conditions: list[Q]) -> Q:
    together = Q()
    for condition in conditions:
        together = together & condition if join == "and" else together | condition
    return together

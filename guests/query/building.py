"""From a document to guests: one statement, whatever the number of conditions. Serves pages, segments, audiences."""

from datetime import date
from functools import reduce
from operator import and_, or_

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.wording import listed
from guests.models import Guest
from guests.query.document import Bracket, Document, Join, Term
from guests.query.registry import condition_named, may_ask
from guests.query.sets import ALL, Ends, among, within, without
from guests.query.totals import Passes, Total
from guests.query.values import checked


def guests_of(document: Document, *, on: date) -> QuerySet[Guest]:
    """The files in use that the document describes on business date `on`; QueryProblem if it cannot be asked."""
    return shares_of(document, [ALL], on=on)[0]


def shares_of(document: Document, shares: list[Ends], *, on: date) -> list[QuerySet[Guest]]:
    """`guests_of` in shares, each of the keys within its ends; at once where that reads less than in shares."""
    asked = checked(document, on=on)  # says what is wrong by its place in the document
    built = {id(term): condition.build(question) for _path, term, condition, question in asked}
    passes = Passes([said for said in built.values() if isinstance(said, Total)])
    return [
        passes.beside(Guest.objects.current().filter(within("pk", keys)), keys).filter(
            _whole(document, built, passes, keys)
        )
        for keys in (shares if passes.can_be_shared else [ALL])
    ]


def _whole(document: Document, built: dict[int, Q | QuerySet | Total], passes: Passes, keys: Ends) -> Q:
    """The document as one condition on the guests with the passes beside them; `built` knows terms by identity."""

    def meaning(part: Term | Bracket, is_joined: bool) -> Q:
        if isinstance(part, Bracket):
            all_hold = part.join == "and"
            return _joined(part.join, [meaning(term, is_joined and all_hold) for term in part.parts])
        said = built[id(part)]
        if isinstance(said, Total):
            return Q(passes.inside(said, negated=part.negated))
        if isinstance(said, Q):
            return ~said if part.negated else said
        said = among(said, keys)
        them = without(said) if part.negated else said
        # By AND the sets are joined. By OR their keys are looked up in memory, which PostgreSQL does only where
        # it expects them to fit there: so each guest once.
        return Q(pk__in=them if is_joined else them.distinct())

    parts = [part for part in document.parts if not isinstance(part, Bracket) or part.parts]
    return _joined(document.join, [meaning(part, document.join == "and") for part in parts])


def require(user, document: Document) -> None:
    """PermissionDenied where the document asks what `user` may not know."""
    refused = {
        str(condition.label)
        for term in document.terms()
        if (condition := condition_named(term.key)) is not None and not may_ask(user, condition)
    }
    if refused:
        message = _("This query asks what you may not see: %(labels)s.")
        raise PermissionDenied(message % {"labels": listed(sorted(refused))})


def is_personal(document: Document) -> bool:
    """Whether it names or finds a person, and so may stand in no address."""
    asked_for = (condition_named(term.key) for term in document.terms())
    return any(condition is None or condition.personal for condition in asked_for)


def _joined(join: Join, conditions: list[Q]) -> Q:
    return reduce(and_ if join == "and" else or_, conditions, Q())

"""Look-alikes as an audience."""

from django.utils.translation import gettext as _

from analytics.segments.choices import LOOKS_LIKE
from analytics.segments.models import Question
from guests.models import SavedQuery
from guests.query.document import Document, Term
from guests.services.saved_queries import save_query


def keep_look_alikes(*, question: Question, owner) -> SavedQuery:
    """A saved query of `owner` that finds, each time it is asked, the guests who look like the question's target by
    its newest tree and are not yet. HotelError where he has a query of that name."""
    name = _("Looks like: %(name)s") % {"name": question.name}
    document = Document(parts=(Term(LOOKS_LIKE, "any_of", [str(question.pk)]),))
    return save_query(owner=owner, name=name[:120], document=document)

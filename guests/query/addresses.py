"""From a number to its guests: links to the combined query."""

from urllib.parse import urlencode

from common.addresses import address
from guests.query.document import Document, Join, Term, encode


def asking(*terms: Term, join: Join = "and") -> str:
    """The address of the query that asks `terms`; only for terms that name nobody (see `building.is_personal`)."""
    return showing(Document(join, terms))


def showing(document: Document) -> str:
    """The address of the query `document`; the same holds of its terms."""
    return f"{address('guests:query')}?{urlencode({'doc': encode(document)})}"

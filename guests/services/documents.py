"""Identity documents: kept encrypted, shown masked; every look at a whole number leaves a line."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.contacts import document_key
from guests.models import Document, DocumentReading, Guest
from guests.services.files import DocumentDraft, add_documents

SHORTEST, LONGEST = 5, 30


def checked_number(number: str) -> str:
    """The number as it is kept; HotelError(field='number') when it cannot be a document's."""
    key = document_key(number)
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii() or not key.isalnum():
        message = _(
            "This is no document number: %(shortest)s to %(longest)s letters and digits are expected."
        )
        raise HotelError(message % {"shortest": SHORTEST, "longest": LONGEST}, field="number")
    return key


@transaction.atomic
def keep_document(*, guest: Guest, type: str, number: str, country: str, source: str = "desk") -> Document:
    """Add a document, or give back the same one where the guest has it already."""
    draft = DocumentDraft(type=type, number=checked_number(number), country=country)
    add_documents([(guest, draft, source)])
    return Document.objects.get(guest=guest, number_hash=draft.number_hash)


@transaction.atomic
def reveal_document(*, document: Document, reader, request_id: str = "") -> str:
    """The whole number, and in the same transaction the line saying who looked."""
    DocumentReading.objects.create(document=document, reader=reader, request_id=request_id)
    return document.number


@transaction.atomic
def drop_document(*, document: Document) -> None:
    """Forget a document that was entered by mistake; that it was there stays in the change history."""
    document.delete()

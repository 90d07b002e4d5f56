"""What a guest answered at the desk goes into his file."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guests.models import Guest
from guests.services.files import DocumentDraft, GuestDraft, enrich_guests, update_guest

#: Answers that are fields of the guest himself; a person gave them, so they are confirmed.
OWN_FIELDS = ("nationality", "birthday", "language")


@transaction.atomic
def complete_guest(*, guest: Guest, answers: Mapping[str, Any]) -> Guest:
    """Store the answers to reservations.check_in_questions; empty answers change nothing.

    `answers` may have document (number), document_type, phone, email, nationality, birthday, language.
    """
    own = {name: answers[name] for name in OWN_FIELDS if answers.get(name)}
    if own:
        guest = update_guest(guest=guest, changes=own, expected_version=None)
    draft = GuestDraft(
        phones=tuple(filter(None, [answers.get("phone")])),
        emails=tuple(filter(None, [answers.get("email")])),
        documents=_documents(answers),
    )
    enrich_guests(pairs=[(guest, draft)])
    return guest


def _documents(answers: Mapping[str, Any]) -> tuple[DocumentDraft, ...]:
    if not answers.get("document"):
        return ()
    return (DocumentDraft(type=answers["document_type"], number=answers["document"]),)

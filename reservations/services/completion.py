"""What a guest answered at the desk goes into his file."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guests.models import Guest
from guests.services.files import DocumentDraft, GuestDraft, enrich_guests, update_guest
from reservations.models import ReservationLine
from reservations.services.stays import check_in

#: Answers that are fields of the guest himself; a person gave them, so they are confirmed.
OWN_FIELDS = ("nationality", "birthday", "language")


@transaction.atomic
def complete_guest(*, guest: Guest, answers: Mapping[str, Any]) -> Guest:
    """Store the answers to reservations.check_in_questions; empty answers change nothing.

    `answers` may have document_number, document_type, phone, email, nationality, birthday, language.
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
    if not answers.get("document_number"):
        return ()
    return (DocumentDraft(type=answers["document_type"], number=answers["document_number"]),)


@transaction.atomic
def check_in_completing(*, guest: Guest | None, answers: Mapping[str, Any], **act) -> ReservationLine:
    """`check_in(**act)`, and what `guest` answered meanwhile; a refusal leaves his file as it was."""
    line = check_in(**act)
    if guest is not None and answers:
        complete_guest(guest=guest, answers=answers)
    return line

"""What a guest answered at the desk goes into his file."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from guests.choices import PreferenceCategory
from guests.models import Guest
from guests.services.files import DocumentDraft, GuestDraft, enrich_guests, update_guest
from guests.services.preferences import note_preference
from reservations.models import DeclinedQuestion, ReservationLine
from reservations.services.stays import check_in

#: Answers that are fields of the guest himself; a person gave them, so they are confirmed.
OWN_FIELDS = ("nationality", "birthday", "language", "account")


@transaction.atomic
def complete_guest(*, guest: Guest, answers: Mapping[str, Any]) -> Guest:
    """Store the answers to reservations.check_in_questions; empty answers change nothing.

    `answers` may have document_number, document_type, phone, email, nationality, birthday, language,
    account (his employer), diet.
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
    if answers.get("diet"):
        note_preference(guest=guest, category=PreferenceCategory.DIET, text=answers["diet"])
    return guest


def _documents(answers: Mapping[str, Any]) -> tuple[DocumentDraft, ...]:
    if not answers.get("document_number"):
        return ()
    return (DocumentDraft(type=answers["document_type"], number=answers["document_number"]),)


def remember_declined(*, guest: Guest, questions: Collection[str], on: date, by: str) -> None:
    """He did not want to answer `questions`; asking again would only annoy him."""
    DeclinedQuestion.objects.bulk_create(
        [DeclinedQuestion(guest=guest, question=name, declined_on=on, noted_by=by) for name in questions],
        ignore_conflicts=True,
    )


@transaction.atomic
def check_in_completing(
    *, guest: Guest | None, answers: Mapping[str, Any], declined: Collection[str] = (), **act
) -> ReservationLine:
    """`check_in(**act)`, and what `guest` answered or declined meanwhile; a refusal leaves his file as it was."""
    line = check_in(**act)
    if guest is not None and answers:
        complete_guest(guest=guest, answers=answers)
    if guest is not None and declined:
        by = act["user"].get_username() if act.get("user") else ""
        remember_declined(guest=guest, questions=declined, on=act["on"], by=by)
    return line

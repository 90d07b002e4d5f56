"""A guest joins at the desk: he agrees, becomes a member, and gets his card in the way he wants it."""

from datetime import date, datetime

from django.db import transaction

from guests.choices import ConsentPurpose, ContactChannel
from guests.models import Guest
from guests.services.consents import record_consent
from loyalty.models import Membership
from loyalty.own.choices import LetterKind
from loyalty.own.services.letters import queue_letter
from loyalty.services.enrolling import enrol

#: Name of the words by which he joins.
WORDING = "membership-1"


@transaction.atomic
def join(
    *,
    guest: Guest,
    by,
    on: date,
    at: datetime,
    number: str = "",
    wants_statement: bool = True,
    mails_card: bool = False,
) -> Membership:
    """A member with his number; what he answered about the statement is a line of his log of consents.

    Raises HotelError for who cannot join, a number that is taken, and a card to be sent to nowhere; nothing is
    written then.
    """
    membership = enrol(guest=guest, by=by, on=on, number=number)
    record_consent(
        guest=guest,
        purpose=ConsentPurpose.PROGRAMME,
        channel=ContactChannel.EMAIL,
        is_given=wants_statement,
        wording=WORDING,
        by=by,
        on=on,
    )
    if mails_card:
        queue_letter(guest=guest, kind=LetterKind.CARD, at=at)
    return membership

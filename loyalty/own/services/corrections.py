"""A guest corrects his file: what says who he is waits for the desk, the rest holds at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.edits import as_text
from guests.models import Guest, GuestEmail, GuestPhone
from guests.services.contacts import add_contact, drop_contact
from guests.services.files import update_guest
from loyalty.own.authorship import SOURCE
from loyalty.own.choices import RequestKind, RequestStatus
from loyalty.own.models import OwnRequest

#: What he sets himself.
AT_ONCE = (
    "salutation", "language", "region", "position", "industry", "education", "income_band", "household_size",
)  # fmt: skip
#: By what he is known: somebody at the desk looks at his document first.
IDENTITY = ("name", "latin_name", "gender", "birthday", "birthday_calendar", "nationality")
#: Phones and addresses a guest may have.
MOST_CONTACTS = 10


@transaction.atomic
def correct_file(*, guest: Guest, said: Mapping[str, Any], at: datetime) -> tuple[list[str], list[str]]:
    """(fields that hold now, fields that wait for the desk) of `said`, which may name no other field of the file.

    A correction that waits already takes the new wish; one that says again what the file says is dropped from it.
    """
    if unknown := said.keys() - {*AT_ONCE, *IDENTITY}:
        raise ValueError(f"not a guest's to correct: {sorted(unknown)}")
    current = Guest.objects.select_for_update().get(pk=guest.pk)
    applied = {name: said[name] for name in AT_ONCE if name in said and said[name] != getattr(current, name)}
    if applied:
        update_guest(guest=current, changes=applied)
    wished = {name: said[name] for name in IDENTITY if name in said}
    return list(applied), _ask_for(current, wished, at)


def _ask_for(guest: Guest, wished: Mapping[str, Any], at: datetime) -> list[str]:
    waiting = OwnRequest.objects.select_for_update().filter(
        guest=guest, kind=RequestKind.CORRECTION, status=RequestStatus.WAITING
    )
    row = waiting.first() or OwnRequest(guest=guest, kind=RequestKind.CORRECTION)
    before = dict(row.changes)
    for name, value in wished.items():
        now = as_text(getattr(guest, name))
        row.changes.pop(name, None)
        if as_text(value) != now:
            row.changes[name] = [now, as_text(value)]
    if row.changes == before:
        return []
    if not row.changes:
        row.delete()
        return []
    row.asked_at = at
    row.save()
    return [name for name in row.changes if row.changes[name] != before.get(name)]


@transaction.atomic
def add_own_contact(*, guest: Guest, text: str) -> GuestPhone | GuestEmail:
    """A phone number at once; an address once he has shown by a code that he reads it. Raises HotelError."""
    if guest.phones.count() + guest.emails.count() >= MOST_CONTACTS:
        message = _("%(n)s phone numbers and addresses are enough. Remove one first.")
        raise HotelError(message % {"n": MOST_CONTACTS}, field="text")
    return add_contact(guest=guest, text=text, source=SOURCE)


@transaction.atomic
def drop_own_contact(*, contact: GuestPhone | GuestEmail) -> None:
    """Raises HotelError for the last address: by it he comes back here."""
    if isinstance(contact, GuestEmail):
        others = GuestEmail.objects.filter(guest=contact.guest_id, is_masked=False).exclude(pk=contact.pk)
        if not contact.is_masked and not others.exists():
            raise HotelError(_("This is your only address. Add another one first."))
    drop_contact(contact=contact)

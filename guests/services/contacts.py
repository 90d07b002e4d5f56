"""Phones and e-mail addresses, entered by staff one at a time."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.contacts import parse_email, parse_phone
from guests.models import Guest, GuestEmail, GuestPhone
from guests.services.files import add_emails, add_phones


@transaction.atomic
def add_contact(*, guest: Guest, text: str, source: str = "desk") -> GuestPhone | GuestEmail:
    """A phone number or an e-mail address, whichever `text` is; the guest's own first choice if it is his first.

    Raises HotelError naming what was typed when it is neither.
    """
    address = parse_email(text)
    if address is not None:
        add_emails([(guest, address, source)])
        contact = GuestEmail.objects.get(guest=guest, address=address)
        return _first_choice_if_only(contact, GuestEmail.objects.filter(guest=guest))
    phone = parse_phone(text) if "@" not in text else None
    if phone is not None:
        add_phones([(guest, text, source)])
        contact = GuestPhone.objects.get(guest=guest, number=phone.number)
        return _first_choice_if_only(contact, GuestPhone.objects.filter(guest=guest))
    message = _("“%(text)s” is neither a phone number nor an e-mail address. Check it with the guest.")
    raise HotelError(message % {"text": text.strip()}, field="text")


def _first_choice_if_only(contact, all_of_kind):
    if not all_of_kind.filter(is_primary=True).exists():
        contact.is_primary = True
        contact.save(update_fields=["is_primary"])
    return contact


@transaction.atomic
def prefer_contact(*, contact: GuestPhone | GuestEmail) -> None:
    """He wants to be reached by this one first."""
    siblings = type(contact).objects.filter(guest=contact.guest_id)
    siblings.exclude(pk=contact.pk).filter(is_primary=True).update(is_primary=False)
    siblings.filter(pk=contact.pk).update(is_primary=True)


@transaction.atomic
def drop_contact(*, contact: GuestPhone | GuestEmail) -> None:
    """It is not his (any more); the change history keeps it, so that search by it can be explained."""
    contact.delete()

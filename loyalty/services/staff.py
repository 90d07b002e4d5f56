"""By what a colleague is known among the guests."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.crypto import keyed_hash
from common.errors import HotelError
from guests.contacts import document_key, parse_phone
from guests.models import Guest
from loyalty.models import StaffGuest


@transaction.atomic
def link_staff(*, user, guest_number: str, phone: str, email: str, document: str) -> StaffGuest:
    """Write down the guest file, phone, e-mail and document of `user`; of the document only its hash is kept.

    An empty document keeps the one known. Raises HotelError for a guest number or phone that is none.
    """
    guest = (
        Guest.objects.filter(number=guest_number.strip().upper()).first() if guest_number.strip() else None
    )
    if guest_number.strip() and guest is None:
        raise HotelError(_("There is no guest %(number)s.") % {"number": guest_number}, field="guest_number")
    parsed = parse_phone(phone) if phone.strip() else None
    if phone.strip() and parsed is None:
        raise HotelError(_("“%(phone)s” is no phone number.") % {"phone": phone}, field="phone")
    known, _made = StaffGuest.objects.get_or_create(user=user)
    known.guest = guest
    known.phone = parsed.number if parsed else ""
    known.email = email.strip().lower()
    if document.strip():
        known.document_hash = keyed_hash("CN", document_key(document))
    known.save()
    return known

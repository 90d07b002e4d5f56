"""Guests for machines: every one that fits, in the order of their numbers, page by page."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from common.crypto import keyed_hash
from guests.models import Document, Guest, GuestEmail, GuestPhone, NameToken
from guests.search_terms import parse


def list_guests(*, search: str = "", after: int = 0) -> QuerySet[Guest]:
    """Files in use with a key above `after`, by key; `search` as the desk's box understands it, exact ways only."""
    guests = Guest.objects.current().filter(pk__gt=after).order_by("pk")
    if not search:
        return guests
    found = _fitting(search)
    if not found:
        return guests.none()
    # What a merge has retired (a number, a membership, a phone) finds the file that took it up.
    retired = Guest.objects.filter(found, merged_into__isnull=False).values("merged_into")
    return guests.filter(found | Q(pk__in=retired))


def with_contacts(guests: QuerySet[Guest]) -> QuerySet[Guest]:
    return guests.select_related("account").prefetch_related("phones", "emails", "documents")


def find_guest(number: str) -> Guest | None:
    """The file of this number, or the one it was merged into."""
    guest = with_contacts(Guest.objects.all()).filter(number=number).first()
    while guest is not None and guest.merged_into_id:
        guest = with_contacts(Guest.objects.all()).get(pk=guest.merged_into_id)
    return guest


def _fitting(search: str) -> Q | None:
    terms = parse(search)
    parts = [
        Q(pk__in=NameToken.objects.filter(token__startswith=name).values("guest"))
        for name in terms.name_prefixes
    ]
    for digits in terms.phone_digits:
        endings = GuestPhone.objects.alias(backwards=Reverse("digits")).filter(
            backwards__startswith=digits[::-1]
        )
        parts.append(Q(pk__in=endings.values("guest")))
        parts.append(Q(pk__in=GuestPhone.objects.filter(digits__startswith=digits).values("guest")))
    if terms.email:
        parts.append(Q(pk__in=GuestEmail.objects.filter(address__startswith=terms.email).values("guest")))
    if terms.guest_id:
        parts.append(Q(pk=terms.guest_id))
    if terms.code:
        parts.append(Q(membership_number=terms.code))
    if terms.document:
        hashed = keyed_hash("CN", terms.document)
        parts.append(Q(pk__in=Document.objects.filter(number_hash=hashed).values("guest")))
    found = None
    for part in parts:
        found = part if found is None else found | part
    return found

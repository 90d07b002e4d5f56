"""Nobody gives points to himself: staff are known among the guests by a link, a phone, an e-mail or a document."""

from django.db.models import Q

from guests.models import Document, Guest, GuestEmail, GuestPhone
from loyalty.exceptions import ForHimself
from loyalty.models import StaffGuest


def is_himself(user, guest: Guest) -> bool:
    """Whether the guest, or a file merged into his, is this member of the staff, as far as the hotel can know."""
    if user is None or not user.pk:
        return False
    files = Guest.objects.filter(Q(pk=guest.pk) | Q(merged_into=guest.pk)).values("pk")
    known = StaffGuest.objects.filter(user=user).first() or StaffGuest(user=user)
    emails = [address.lower() for address in (known.email, user.email) if address]
    ways = []
    if known.guest_id:
        ways.append(files.filter(pk=known.guest_id))
    if emails:
        ways.append(GuestEmail.objects.filter(guest__in=files, address__in=emails))
    if known.phone:
        ways.append(GuestPhone.objects.filter(guest__in=files, number=known.phone))
    if known.document_hash:
        ways.append(Document.objects.filter(guest__in=files, number_hash=known.document_hash))
    return any(way.exists() for way in ways)


def require_another(user, guest: Guest) -> None:
    """Raises ForHimself where `user` would give to himself."""
    if is_himself(user, guest):
        raise ForHimself

"""Who belongs to whom."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.choices import RelationshipKind
from guests.models import Guest, Relationship


@transaction.atomic
def relate_guests(*, guest: Guest, other_number: str, kind: str) -> Relationship:
    """`guest` is to the guest of `other_number` what `kind` says; said twice it is kept once."""
    other = Guest.objects.filter(number=other_number.strip().upper()).select_related("merged_into").first()
    other = other.merged_into or other if other else None
    if other is None:
        message = _("No guest has the number “%(number)s”. Search for him and copy it from his page.")
        raise HotelError(message % {"number": other_number}, field="other_number")
    if other.pk == guest.pk:
        raise HotelError(_("This is the guest himself. Give the other one's number."), field="other_number")
    if kind not in RelationshipKind:
        raise HotelError(_("Choose how the two belong together."), field="kind")
    return Relationship.objects.get_or_create(guest=guest, other=other, kind=kind)[0]


@transaction.atomic
def end_relationship(*, relationship: Relationship) -> None:
    """They do not belong together (any more)."""
    relationship.delete()

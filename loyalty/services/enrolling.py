"""A guest joins."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.models import Guest
from loyalty.choices import OF_A_GUEST, ChangeCause, ChangeStatus
from loyalty.models import Membership, PointsAccount, Tier, TierChange

#: A number of ours: M, the guest's own number of eight digits and a check digit.
LETTER = "M"


@transaction.atomic
def enrol(*, guest: Guest, by, on: date, number: str = "") -> Membership:
    """Make `guest` a member from business date `on`, in the lowest tier until his figures are judged.

    He keeps a membership number he has; `number` is that of a card handed out, '' makes one. Raises HotelError for
    who is a member already, was merged or erased, and for a number that somebody else has; nothing is written.
    """
    guest = Guest.objects.select_for_update().get(pk=guest.pk)
    if guest.merged_into_id or guest.erased_at or guest.is_anonymous:
        message = _(
            "%(number)s cannot become a member: this file is not a person's own any more, or has no name."
        )
        raise HotelError(message % {"number": guest.number}, code="cannot-enrol")
    if Membership.objects.filter(guest=guest).exists():
        raise HotelError(
            _("%(number)s is a member already.") % {"number": guest.number}, code="member-already"
        )
    _give_number(guest, number.strip())
    lowest = Tier.objects.order_by("order")[0]
    membership = Membership.objects.create(
        guest=guest,
        tier=lowest,
        since=on,
        tier_since=on,
        enrolled_by=by,
        is_synthetic=guest.is_synthetic,
    )
    TierChange.objects.create(
        guest=guest,
        after=lowest,
        cause=ChangeCause.ENROLLED,
        status=ChangeStatus.APPLIED,
        day=on,
        staged_at=timezone.now(),
        decided_at=timezone.now(),
        decided_by=by,
    )
    open_accounts([guest.pk])
    vars(guest).pop("shown_standing", None)
    return membership


def open_accounts(guest_ids: list[int]) -> None:
    """The accounts of these guests; those who have them already keep them."""
    PointsAccount.objects.bulk_create(
        [PointsAccount(kind=kind, guest_id=pk) for pk in sorted(guest_ids) for kind in OF_A_GUEST],
        ignore_conflicts=True,
    )


def _give_number(guest: Guest, number: str) -> None:
    number = number or guest.membership_number or own_number(guest.pk)
    if number == guest.membership_number:
        return
    guest.membership_number = number
    try:
        with transaction.atomic():
            guest.save(update_fields=["membership_number", "updated_at"])
    except IntegrityError:
        message = _("Membership number %(number)s belongs to somebody else. Take another card.")
        raise HotelError(message % {"number": number}, field="number") from None


def own_number(guest_id: int) -> str:
    """The number the hotel gives: 'M00001237', the last digit by Luhn, so that a slip of the pen is noticed."""
    digits = f"{guest_id:08d}"
    return f"{LETTER}{digits}{check_digit(digits)}"


def check_digit(digits: str) -> int:
    """Luhn's check digit of `digits`."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10

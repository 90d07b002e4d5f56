"""Points as recovery of a complaint: worth what the hotel said that they cost it."""

from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import HotelError
from feedback.care_choices import RecoveryTool
from feedback.models import Recovery
from loyalty.choices import AccountKind, TransactionKind
from loyalty.models import Membership, PointsTransaction
from loyalty.points import OpenPurse, expiry_day
from loyalty.selectors.accounts import hotel_accounts, purses
from loyalty.selectors.own import require_another
from loyalty.services.ledger import Line, Posting, earn, post


def points_for(cost: Decimal) -> int:
    """As many whole points as stand for `cost` in the books."""
    return int((cost / settings.POINT_VALUE).to_integral_value(ROUND_FLOOR))


@transaction.atomic
def give_points(*, recovery_id: int, on: date, at: datetime) -> PointsTransaction | None:
    """The points that a complaint was made good with, once; None for another tool.

    Limits and the second person are those of recovery. Raises HotelError for who is no member, for a cost that is not
    worth a point, and where somebody would give to himself: then nothing was given.
    """
    recovery = Recovery.objects.select_related(
        "complaint__guest__merged_into", "given_by", "approved_by", "done_by"
    ).get(pk=recovery_id)
    if recovery.tool != RecoveryTool.POINTS:
        return None
    guest = recovery.complaint.guest
    guest = guest and (guest.merged_into or guest)
    if guest is None or not Membership.objects.filter(guest=guest).exists():
        raise HotelError(
            _("Only members have points: enrol the guest first."), field="tool", code="no-member"
        )
    for person in (recovery.given_by, recovery.approved_by, recovery.done_by):
        require_another(person, guest)
    points = points_for(recovery.cost)
    if not points:
        message = _("%(cost)s is not worth a point: enter what the points are to cost, %(one)s for each.")
        raise HotelError(message % {"cost": recovery.cost, "one": settings.POINT_VALUE}, field="cost")
    purse = purses([guest.pk], lock=True)[guest.pk]
    cause = f"recovery:{recovery.pk}"
    made = PointsTransaction.objects.filter(cause=cause).first()
    if made is not None:
        return made
    made = PointsTransaction(
        kind=TransactionKind.RECOVERY,
        cause=cause,
        stay=recovery.complaint.stay,
        by=recovery.given_by,
        approved_by=recovery.approved_by,
        at=at,
        business_date=on,
        figures={"complaint": recovery.complaint.number, "cost": str(recovery.cost)},
    )
    lines = earn(purse, OpenPurse(purse.lots, purse.owed), points, expiry_day(on, settings.POINTS_MONTHS))
    [made] = post([Posting(made, [Line(hotel_accounts()[AccountKind.MANUAL], -points), *lines])])
    return made

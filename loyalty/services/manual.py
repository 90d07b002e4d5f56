"""Points entered by hand: with a reason, by two persons above the limit, never for oneself."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Abs
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.models import Guest
from loyalty.choices import AccountKind, EntryStatus, TransactionKind
from loyalty.exceptions import TooFewPoints
from loyalty.models import ManualEntry, Membership, PointsTransaction
from loyalty.points import OpenPurse, expiry_day
from loyalty.selectors.accounts import Purse, hotel_accounts, purses
from loyalty.selectors.own import require_another
from loyalty.services.ledger import Line, Posting, earn, out_of, post

MOST = 10_000_000
APPROVING = "loyalty.approve_points"


@transaction.atomic
def enter_points(*, guest: Guest, points: int, reason: str, by, on: date, at: datetime) -> ManualEntry:
    """Post `points` (negative: take away), or have them wait for a second person where, with what was entered for the
    guest on this business date, they are above POINTS_MANUAL_LIMIT.
    """
    require_another(by, guest)
    if not points or abs(points) > MOST:
        message = _("%(n)s points are not possible: enter 1 to %(most)s, with a minus to take them away.")
        raise HotelError(message % {"n": points, "most": MOST}, field="points")
    if not reason.strip():
        raise HotelError(_("Write why: somebody will ask."), field="reason")
    if not Membership.objects.filter(guest=guest).exists() or guest.merged_into_id:
        raise HotelError(_("Only members have points: enrol the guest first."), code="no-member")
    purse = purses([guest.pk], lock=True)[guest.pk]
    entry = ManualEntry(
        guest=guest,
        points=points,
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
        status=EntryStatus.WAITING,
    )
    if abs(points) + _entered_today(guest, on) <= settings.POINTS_MANUAL_LIMIT:
        _post(entry, purse, approved_by=None, on=on, at=at)
    elif points < 0:
        _require(purse, -points)
    entry.save()
    return entry


@transaction.atomic
def approve_points(*, entry: ManualEntry, by, on: date, at: datetime) -> ManualEntry:
    """A second person agrees: the points are posted. Nobody approves his own entry, nor points for himself."""
    purse = purses([entry.guest_id], lock=True)[entry.guest_id]
    entry = _waiting(entry)
    require_another(by, entry.guest)
    if entry.asked_by_id == by.pk:
        raise HotelError(_("Nobody approves his own entry. Ask a colleague who may."), code="own-entry")
    if not by.has_perm(APPROVING):
        raise HotelError(_("You may not approve points. Ask the duty manager."), code="not-allowed")
    _post(entry, purse, approved_by=by, on=on, at=at)
    entry.decided_by, entry.decided_at = by, at
    entry.save()
    return entry


@transaction.atomic
def refuse_points(*, entry: ManualEntry, by, at: datetime, reason: str) -> ManualEntry:
    """They are not posted; who asked may take it back himself."""
    entry = _waiting(entry)
    if entry.asked_by_id != by.pk and not by.has_perm(APPROVING):
        raise HotelError(_("You may not decide on points. Ask the duty manager."), code="not-allowed")
    if not reason.strip():
        raise HotelError(_("Say why they are not given."), field="reason")
    entry.status, entry.refusal = EntryStatus.REFUSED, reason.strip()
    entry.decided_by, entry.decided_at = by, at
    entry.save()
    return entry


def _waiting(entry: ManualEntry) -> ManualEntry:
    entry = ManualEntry.objects.select_for_update(of=("self",)).select_related("guest").get(pk=entry.pk)
    if entry.status != EntryStatus.WAITING:
        message = _("A colleague has decided this already: %(status)s.")
        raise HotelError(message % {"status": entry.get_status_display()}, code="decided")
    return entry


def _entered_today(guest: Guest, on: date) -> int:
    """Whoever splits an entry into small ones needs the second person all the same."""
    posted = ManualEntry.objects.filter(guest=guest, transaction__business_date=on)
    return posted.aggregate(n=Sum(Abs("points")))["n"] or 0


def _require(purse: Purse, points: int) -> None:
    if purse.balance < points:
        message = _("He has %(have)s points: no more than that can be taken away.")
        raise TooFewPoints(message % {"have": purse.balance}, field="points")


def _post(entry: ManualEntry, purse: Purse, *, approved_by, on: date, at: datetime) -> None:
    kept = OpenPurse(purse.lots, purse.owed)
    manual = hotel_accounts()[AccountKind.MANUAL]
    if entry.points > 0:
        lines = earn(purse, kept, entry.points, expiry_day(on, settings.POINTS_MONTHS))
    else:
        _require(purse, -entry.points)
        lines = out_of(purse.account, kept.spend(-entry.points).lots)
    # The entry has no key yet when it is posted at once.
    cause = f"manual:{entry.asked_by_id}:{entry.guest_id}:{entry.asked_at.isoformat()}"
    made = PointsTransaction(
        kind=TransactionKind.MANUAL,
        cause=cause,
        by=entry.asked_by,
        approved_by=approved_by,
        at=at,
        business_date=on,
    )
    [entry.transaction] = post([Posting(made, [Line(manual, -entry.points), *lines])])
    entry.status = EntryStatus.POSTED

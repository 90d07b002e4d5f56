"""Points are spent on what the catalogue offers, and come back when it is taken back."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.errors import HotelError
from guests.models import Guest
from loyalty.choices import AccountKind, RedemptionStatus, RewardKind, TransactionKind
from loyalty.exceptions import OutOfStock, TooFewPoints
from loyalty.models import Membership, PointsTransaction, Redemption, Reward
from loyalty.points import OpenPurse
from loyalty.selectors.accounts import hotel_accounts, purses
from loyalty.selectors.own import require_another
from loyalty.services.folio import post_on_folio
from loyalty.services.ledger import Line, Posting, out_of, post
from reservations.choices import OutletCategory, StayStatus
from reservations.models import Stay

MOST = 20


@transaction.atomic
def redeem(
    *,
    guest: Guest,
    reward: Reward,
    quantity: int,
    by,
    on: date,
    at: datetime,
    key: UUID,
    stay: Stay | None = None,
) -> Redemption:
    """Give `quantity` of `reward` for the guest's points; a rebate is posted on the folio of his `stay` in the house.

    `key` is made by who asks: asked twice, it is given once. Raises TooFewPoints, OutOfStock, ForHimself, and
    HotelError for what is not offered to him; nothing is written then.
    """
    cause = f"redemption:{key}"
    _check(guest, reward, quantity, on, stay, by)
    purse = purses([guest.pk], lock=True).get(guest.pk)
    done = Redemption.objects.filter(transaction__cause=cause).first()
    if done is not None:
        return done
    points = reward.points * quantity
    if purse is None or purse.balance < points:
        message = _("%(need)s points are needed, there are %(have)s. Choose something else.")
        raise TooFewPoints(message % {"need": points, "have": purse.balance if purse else 0}, field="reward")
    _take_from_stock(reward, quantity)
    account = AccountKind.REBATE if reward.kind == RewardKind.REBATE else AccountKind.REDEEMED
    taken = OpenPurse(purse.lots).spend(points)
    made = PointsTransaction(
        kind=TransactionKind.REDEMPTION, cause=cause, stay=stay, by=by, at=at, business_date=on,
        figures={"reward": reward.code, "quantity": quantity},
    )  # fmt: skip
    [made] = post(
        [Posting(made, [Line(hotel_accounts()[account], points), *out_of(purse.account, taken.lots)])]
    )
    redemption = Redemption.objects.create(
        guest=guest,
        reward=reward,
        quantity=quantity,
        points=points,
        value=reward.value * quantity,
        stay=stay,
        status=RedemptionStatus.GIVEN,
        transaction=made,
        business_date=on,
        given_by=by,
    )
    if reward.kind == RewardKind.REBATE:
        _charge(redemption, -redemption.value, at)
    return redemption


@transaction.atomic
def take_back(*, redemption: Redemption, by, on: date, at: datetime) -> Redemption:
    """The guest did not get it after all: his points come back as they were, the stock too; twice changes nothing."""
    require_another(by, redemption.guest)
    purse = purses([redemption.guest_id], lock=True)[redemption.guest_id]
    redemption = (
        Redemption.objects.select_for_update(of=("self",))
        .select_related("reward", "stay")
        .get(pk=redemption.pk)
    )
    if redemption.status == RedemptionStatus.CANCELLED:
        return redemption
    reversed_ = redemption.transaction
    lines = []
    for entry in reversed_.entries.order_by("pk"):
        account = (
            purse.account if entry.expires_on else entry.account_id
        )  # his file may have been merged since
        lines.append(Line(account, -entry.points, entry.expires_on))
    made = PointsTransaction(
        kind=TransactionKind.RETURN, cause=f"return:{redemption.pk}", stay=redemption.stay, reverses=reversed_, by=by,
        at=at, business_date=on,
    )  # fmt: skip
    post([Posting(made, lines)])
    Reward.objects.filter(pk=redemption.reward_id, stock__isnull=False).update(
        stock=F("stock") + redemption.quantity
    )
    redemption.status = RedemptionStatus.CANCELLED
    redemption.cancelled_by, redemption.cancelled_at = by, at
    redemption.save(update_fields=["status", "cancelled_by", "cancelled_at", "updated_at"])
    if redemption.reward.kind == RewardKind.REBATE:
        _charge(redemption, redemption.value, at)
    return redemption


def _check(guest: Guest, reward: Reward, quantity: int, on: date, stay: Stay | None, by) -> None:
    require_another(by, guest)
    if not 1 <= quantity <= MOST:
        message = _("%(n)s pieces are not possible: enter 1 to %(most)s.")
        raise HotelError(message % {"n": quantity, "most": MOST}, field="quantity")
    member = Membership.objects.select_related("tier").filter(guest=guest).first()
    if member is None or guest.merged_into_id:
        raise HotelError(_("Only members have points to spend: enrol the guest first."), code="no-member")
    if not reward.is_active or (reward.valid_until and reward.valid_until < on):
        raise HotelError(_("“%(reward)s” is not offered any more.") % {"reward": reward.name}, field="reward")
    if reward.tier and reward.tier.order > member.tier.order:
        message = _("“%(reward)s” is for %(tier)s and higher.")
        raise HotelError(message % {"reward": reward.name, "tier": reward.tier.name}, field="reward")
    if reward.kind == RewardKind.REBATE and (
        stay is None or stay.guest_id != guest.pk or stay.status != StayStatus.IN_HOUSE
    ):
        raise HotelError(
            _("A rebate is posted on the folio of a guest in the house: choose his stay."), field="stay"
        )


def _take_from_stock(reward: Reward, quantity: int) -> None:
    if reward.stock is None:
        return
    taken = Reward.objects.filter(pk=reward.pk, stock__gte=quantity).update(stock=F("stock") - quantity)
    if not taken:
        message = _("There are not %(n)s of “%(reward)s” left. Choose something else.")
        raise OutOfStock(message % {"n": quantity, "reward": reward.name}, field="reward")


def _charge(redemption: Redemption, amount: Decimal, at: datetime) -> None:
    """The rebate on the folio, or its taking back: a line of its own each."""
    post_on_folio(
        stay=redemption.stay,
        number=f"{redemption.pk}" if amount < 0 else f"{redemption.pk}-back",
        category=OutletCategory.ROOMS,
        description=redemption.reward.name_zh,
        amount=amount,
        at=at,
    )

"""An offer is taken with a booking: its rooms cost less, its coupon is used up, what and why is written down."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.errors import HotelError
from common.money import ZERO
from common.templatetags.hotel import money
from common.wording import labelled
from loyalty.giving_choices import OfferKind
from loyalty.models import Campaign, Coupon, OfferTaken
from loyalty.offers import Asked, Candidate, rate_with
from loyalty.selectors.offers import offering
from loyalty.selectors.own import require_another
from reservations.choices import EXPECTED, Status
from reservations.models import Reservation, ReservationLine
from reservations.services.dates import change_line

#: Rooms whose price may still change.
OPEN = (*EXPECTED, Status.IN_HOUSE)


def asked_of(line: ReservationLine) -> Asked:
    """What was booked with a room, at its type's full rate. HotelError where its type is not known."""
    if line.room_type is None:
        raise HotelError(_("The type of this room is not known: settle that first."), code="no-room-type")
    return Asked(line.arrival, line.departure, line.room_type.room_class, line.room_type.base_rate)


@transaction.atomic
def take_offer(*, reservation: Reservation, by, on: date, at: datetime, code: str = "") -> OfferTaken:
    """Give the guest of `reservation` the best he is entitled to, with the coupon `code` if he shows one.

    Every open room of the class of the first costs the reduced rate from now on. Taken again, what was taken is
    answered. Raises HotelError where nothing is offered or a coupon is used up by then; nothing is written then.
    """
    held = (
        Reservation.objects.select_for_update(of=("self",))
        .select_related("guest", "account")
        .get(pk=reservation.pk)
    )
    before = OfferTaken.objects.filter(reservation=held).first()
    if before is not None:
        return before
    lines = list(held.lines.filter(status__in=OPEN).select_related("room_type").order_by("pk"))
    if held.guest is None or not lines:
        raise HotelError(_("There is no guest, or no open room, to give an offer for."), code="nothing-open")
    asked = asked_of(lines[0])
    account = held.account or held.guest.account
    found = offering(held.guest, asked, on=on, account=account, code=code)
    if found.choice is None:
        raise HotelError(found.withheld or _("He is on the blacklist: nothing is offered."), code="no-offer")
    if code:
        _require_code_chosen(found.choice, code.strip().upper())
    if not found.choice.chosen:
        raise HotelError(_("There is no offer for this booking."), code="no-offer")
    parts = found.choice.chosen
    if any(part.kind not in (OfferKind.CONTRACT,) for part in parts):
        require_another(by, held.guest)
    _require_cheaper(lines, asked, parts)
    coupon, campaign = _use_coupon(parts), _use_campaign(parts)
    full, price = _reprice(lines, asked, parts, on)
    return OfferTaken.objects.create(
        reservation=held,
        guest=held.guest,
        parts=[{"kind": p.kind, "key": p.key, "name": p.name, "reason": p.reason} for p in parts],
        coupon=coupon,
        campaign=campaign or (coupon.campaign if coupon else None),
        full_price=full,
        price=price,
        business_date=on,
        taken_at=at,
        taken_by=by,
    )


@transaction.atomic
def take_offer_back(*, taken: OfferTaken, on: date) -> None:
    """As if it had not been taken: full rates, and the coupon is good again; twice changes nothing."""
    held = Reservation.objects.select_for_update().get(pk=taken.reservation_id)
    if not OfferTaken.objects.filter(pk=taken.pk).exists():
        return
    lines = list(held.lines.filter(status__in=OPEN).select_related("room_type").order_by("pk"))
    if lines:
        _reprice(lines, asked_of(lines[0]), (), on)
    if taken.coupon_id:
        Coupon.objects.filter(pk=taken.coupon_id).update(used=F("used") - 1)
    elif taken.campaign_id:
        Campaign.objects.filter(pk=taken.campaign_id).update(taken=F("taken") - 1)
    taken.delete()


def _covered(lines: Iterable[ReservationLine], asked: Asked) -> list[ReservationLine]:
    """The rooms of the class that was asked for; the others keep what they cost."""
    return [line for line in lines if line.room_type and line.room_type.room_class == asked.room_class]


def _require_cheaper(lines: Iterable[ReservationLine], asked: Asked, parts: tuple[Candidate, ...]) -> None:
    """A rate that somebody agreed with him before may be the better one."""
    covered = _covered(lines, asked)
    now = sum((line.amount for line in covered), ZERO)
    then = sum((rate_with(parts, line.room_type.base_rate) * max(1, line.nights) for line in covered), ZERO)
    if then > now:
        message = _("He pays %(now)s already; with the offer it would be %(then)s.")
        raise HotelError(message % {"now": money(now), "then": money(then)}, code="dearer")


def _require_code_chosen(choice, code: str) -> None:
    """Who shows a coupon is told why it does not count."""
    for candidate, why in choice.rejected:
        if candidate.key == f"coupon:{code}":
            raise HotelError(labelled(candidate.name, why), field="coupon", code="coupon-refused")


def _use_coupon(parts: tuple[Candidate, ...]) -> Coupon | None:
    part = next((part for part in parts if part.kind == OfferKind.COUPON), None)
    if part is None:
        return None
    coupon = (
        Coupon.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .get(code=part.key.partition(":")[2])
    )
    if coupon.left < 1:
        raise HotelError(
            _("Code %(code)s is used up.") % {"code": coupon.code}, field="coupon", code="coupon-used"
        )
    Coupon.objects.filter(pk=coupon.pk).update(used=F("used") + 1)
    return coupon


def _use_campaign(parts: tuple[Candidate, ...]) -> Campaign | None:
    part = next((part for part in parts if part.kind == OfferKind.CAMPAIGN), None)
    if part is None:
        return None
    campaign = Campaign.objects.select_for_update(of=("self",)).get(code=part.key.partition(":")[2])
    if campaign.stock is not None and campaign.taken >= campaign.stock:
        raise HotelError(_("“%(name)s” is used up.") % {"name": campaign.name}, code="campaign-used")
    Campaign.objects.filter(pk=campaign.pk).update(taken=F("taken") + 1)
    return campaign


def _reprice(
    lines: Iterable[ReservationLine], asked: Asked, parts: Iterable[Candidate], on: date
) -> tuple[Decimal, Decimal]:
    """(full price, price) of the rooms that are covered."""
    full = price = ZERO
    for line in _covered(lines, asked):
        nights = max(1, line.nights)
        rate = rate_with(parts, line.room_type.base_rate)
        changed = change_line(line_id=line.pk, expected_version=line.lock_version, on=on, rate=rate)
        full += max(line.room_type.base_rate * nights, changed.amount)
        price += changed.amount
    return full, price

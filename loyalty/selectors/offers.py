"""What a guest is offered for a booking: computed, explained, and withheld where it must be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.templatetags.hotel import money
from common.wording import bracketed, listed
from feedback.selectors.complaints import open_complaints_of
from guests.models import Account, Guest
from loyalty.giving_choices import OfferKind
from loyalty.models import Campaign, Coupon, ForbiddenPair, Membership, OfferTaken, Tier
from loyalty.offers import Asked, Candidate, Choice, Forbidden, Terms, choose, obstacle_of
from reservations.selectors.warnings import blacklist_of


@dataclass(frozen=True)
class Warning:
    """He is on the blacklist: why, by whose word, and whom to call."""

    reason: str
    approver: str
    call_phone: str


@dataclass(frozen=True)
class Offering:
    """`choice` None: nothing is offered, because of `warning` or `withheld` (why, for people; `about` leads there)."""

    guest: Guest
    asked: Asked
    choice: Choice | None = None
    warning: Warning | None = None
    withheld: str = ""
    about: str = ""


def offering(
    guest: Guest, asked: Asked, *, on: date, account: Account | None = None, code: str = ""
) -> Offering:
    """Offers for `guest` on business date `on`; `code` is that of a coupon he shows. At most seven queries."""
    alert = blacklist_of([guest.pk], on=on).first()
    if alert is not None:
        return Offering(guest, asked, warning=_warning(alert))
    complaints = open_complaints_of([guest.pk]).get(guest.pk)
    if complaints:
        words = _("His complaint %(number)s is not closed: settle it before anything is offered.")
        first = complaints[0]
        return Offering(
            guest, asked, withheld=words % {"number": first.number}, about=first.get_absolute_url()
        )
    candidates = list(_candidates(guest, asked, on, account, code.strip().upper()))
    return Offering(guest, asked, choice=choose(candidates, forbidden_pairs(), asked.rate))


def forbidden_pairs() -> Forbidden:
    return frozenset(frozenset(pair) for pair in ForbiddenPair.objects.values_list("first", "second"))


def _warning(alert) -> Warning:
    approver = alert.approved_by
    named = approver.get_full_name() or approver.get_username() if approver else ""
    return Warning(alert.reason, named, settings.DUTY_MANAGER_PHONE)


def _candidates(
    guest: Guest, asked: Asked, on: date, account: Account | None, code: str
) -> Iterable[Candidate]:
    member = Membership.objects.select_related("tier").filter(guest=guest).first()
    tier = member.tier if member else None
    if tier is not None and tier.discount_percent:
        reason = _("%(tier)s: %(percent)s off the room") % {
            "tier": tier.name,
            "percent": _percent(tier.discount_percent),
        }
        yield Candidate(OfferKind.TIER, f"tier:{tier.code}", tier.name, reason, tier.discount_percent)
    if account is not None and account.discount_percent:
        yield _contract(account, asked)
    running = Campaign.objects.filter(is_active=True, valid_until__gte=max(on, asked.arrival))
    for campaign in running.filter(needs_coupon=False).select_related("tier").order_by("code"):
        yield _campaign(campaign, asked, tier)
    for coupon in _coupons(guest, code).select_related("campaign__tier"):
        yield _coupon(coupon, asked, tier, guest, on)
    if code and not Coupon.objects.filter(code=code).exists():
        name = _("code %(code)s") % {"code": code}
        yield Candidate(OfferKind.COUPON, f"coupon:{code}", name, "", obstacle=_("there is no such code"))


def _contract(account: Account, asked: Asked) -> Candidate:
    reason = _("contract with %(account)s: %(percent)s off the room")
    obstacle = ""
    if not account.is_active:
        obstacle = _("the contract is not in force")
    elif account.valid_until and account.valid_until < asked.arrival:
        obstacle = _("the contract ended on %(day)s") % {"day": account.valid_until.isoformat()}
    words = reason % {"account": account.name, "percent": _percent(account.discount_percent)}
    key = f"contract:{account.code}"
    return Candidate(
        OfferKind.CONTRACT, key, account.name, words, account.discount_percent, obstacle=obstacle
    )


def _campaign(campaign: Campaign, asked: Asked, tier: Tier | None) -> Candidate:
    return Candidate(
        OfferKind.CAMPAIGN,
        f"campaign:{campaign.code}",
        campaign.name,
        reduction_words(campaign),
        campaign.percent,
        campaign.amount,
        _not_for(campaign, asked, tier),
    )


def _coupon(coupon: Coupon, asked: Asked, tier: Tier | None, guest: Guest, on: date) -> Candidate:
    campaign = coupon.campaign
    return Candidate(
        OfferKind.COUPON,
        f"coupon:{coupon.code}",
        campaign.name + bracketed(coupon.code),
        reduction_words(campaign),
        campaign.percent,
        campaign.amount,
        _not_usable(coupon, guest, on) or _not_for(campaign, asked, tier),
    )


def _coupons(guest: Guest, code: str) -> QuerySet[Coupon]:
    """The one he shows, and his own that are left."""
    own = Q(guest=guest, is_active=True)
    return Coupon.objects.filter(Q(code=code) | own if code else own).order_by("code")


def _not_usable(coupon: Coupon, guest: Guest, on: date) -> str:
    if coupon.guest_id and coupon.guest_id != guest.pk:
        return _("this code belongs to another guest")
    if not coupon.is_active or not coupon.campaign.is_active:
        return _("this code is not in force")
    if coupon.valid_until and coupon.valid_until < on:
        return _("this code ended on %(day)s") % {"day": coupon.valid_until.isoformat()}
    return _("this code is used up") if coupon.left < 1 else ""


def _not_for(campaign: Campaign, asked: Asked, tier: Tier | None) -> str:
    if campaign.tier and (tier is None or tier.order < campaign.tier.order):
        return _("only from %(tier)s on") % {"tier": campaign.tier.name}
    return obstacle_of(terms_of(campaign), asked)


def terms_of(campaign: Campaign) -> Terms:
    return Terms(
        campaign.valid_from,
        campaign.valid_until,
        tuple(campaign.room_classes),
        campaign.minimum_nights,
        None if campaign.stock is None else campaign.stock - campaign.taken,
    )


def reduction_words(campaign: Campaign) -> str:
    """What it takes off, in the reader's language."""
    parts = []
    if campaign.percent:
        parts.append(_("%(percent)s off the room") % {"percent": _percent(campaign.percent)})
    if campaign.amount:
        parts.append(_("%(amount)s off each night") % {"amount": money(campaign.amount)})
    return listed(parts)


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"


def offer_of(reservation_id: int) -> OfferTaken | None:
    """What was taken with this booking."""
    return OfferTaken.objects.select_related("taken_by").filter(reservation=reservation_id).first()

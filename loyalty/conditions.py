"""Class, tier and points as conditions of the combined query."""

from django.utils.translation import gettext_lazy as _

from guests.query.registry import Asked, Kind, register_in
from guests.query.sets import ids, within
from loyalty.choices import AccountKind, GuestClass
from loyalty.models import Membership, PointsAccount, ServiceClass, Tier
from loyalty.selectors.accounts import days_left

MEMBERS, CLASSES = "loyalty.view_membership", "loyalty.view_serviceclass"


def register_all() -> None:
    """Called once the apps are ready."""
    add = register_in(_("Membership and points"), MEMBERS)
    add("tier.is", _("membership tier"), Kind.CHOICE, _in_tier, choices=_tiers)
    add("tier.member", _("is a member"), Kind.FLAG, lambda asked: ids(Membership.objects.all()))
    add("tier.since", _("member since"), Kind.DATE, _member("since"))
    add("tier.in_tier_since", _("in this tier since"), Kind.DATE, _member("tier_since"))
    add(
        "tier.falling",
        _("about to lose the tier"),
        Kind.FLAG,
        lambda asked: ids(Membership.objects.filter(below_since__isnull=False)),
    )
    add("tier.points", _("Points"), Kind.NUMBER, _points)
    add("tier.expiring", _("points expire"), Kind.DATE, _expiring)
    add(
        "class.is",
        _("guest class"),
        Kind.CHOICE,
        lambda asked: ids(ServiceClass.objects.filter(guest_class__in=asked.value)),
        choices=lambda: GuestClass.choices,
        permission=CLASSES,
    )


def _tiers():
    return [(tier.code, tier.name) for tier in Tier.objects.order_by("order")]


def _in_tier(asked: Asked):
    return ids(Membership.objects.filter(tier__in=list(Tier.objects.filter(code__in=asked.value))))


def _member(field: str):
    return lambda asked: ids(Membership.objects.filter(within(field, asked.value)))


def _points(asked: Asked):
    return ids(PointsAccount.objects.filter(within("balance", asked.value), kind=AccountKind.GUEST))


def _expiring(asked: Asked):
    return ids(days_left().filter(within("expires_on", asked.value)), "account__guest")

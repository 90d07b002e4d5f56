"""What classes, tiers and points add to the guest page."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.among import among
from common.templatetags.hotel import day, number
from guests import panels
from guests.models import Guest
from guests.panels import Fact, Headline, Panel
from loyalty.choices import CLASS_KINDS, GuestClass
from loyalty.models import Membership, Tier
from loyalty.selectors.membership import standing_of
from reservations.selectors.arrival_facts import register_tiers

PERMISSION, ENROLLING = "loyalty.view_membership", "loyalty.enrol_guest"


def register_all() -> None:
    """Called once the apps are ready."""
    register_tiers(tier_names)
    panels.register(
        Panel(
            key="membership",
            title=gettext_lazy("Membership and points"),
            template="loyalty/_panel.html",
            permission=PERMISSION,
            order=15,
            column="side",
            load=card,
        )
    )
    panels.register_headline(
        "service_class", permission="loyalty.view_serviceclass", order=10, load=service_class
    )
    panels.register_headline("membership", permission=PERMISSION, order=12, load=membership)


def tier_names(guest_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Guest id → (code, name) of the tier of each member; two queries."""
    tiers = {tier.pk: (tier.code, tier.name) for tier in Tier.objects.all()}
    members = Membership.objects.filter(among("guest", guest_ids))
    return {guest: tiers[tier] for guest, tier in members.values_list("guest", "tier")}


def card(guest: Guest, request, on: date) -> dict | None:
    """Tier, points and what he still needs; for who has not joined a way in, if this person may enrol him."""
    view = standing_of(guest, on=on).membership
    may_enrol = request.user.has_perm(ENROLLING) and not (guest.is_anonymous or guest.erased_at)
    return {"view": view} if view or may_enrol else None


def service_class(guest: Guest, request, on: date) -> Headline | None:
    """The standard of service he gets."""
    row = standing_of(guest, on=on).service_class
    if row is None:
        return None
    found = GuestClass(row.guest_class)
    title = _("guest class, since %(day)s") % {"day": day(row.since)}
    return Headline(marks=({"text": found.label, "kind": CLASS_KINDS[found], "title": title},))


def membership(guest: Guest, request, on: date) -> Headline | None:
    """His tier and points."""
    view = standing_of(guest, on=on).membership
    if view is None:
        return None
    mark = {"text": view.tier.name, "kind": "vip", "icon": "star", "title": _("membership tier")}
    falling = _("loses it on %(day)s") % {"day": day(view.falls_on)} if view.falls_on else ""
    facts = (Fact(_("Points"), number(view.balance), falling),)
    return Headline(facts=facts, marks=(mark,))

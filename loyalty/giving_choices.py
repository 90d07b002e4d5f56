"""The fixed lists of what the hotel gives: services, offers, care. Keys are stored, labels shown to the reader."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Standard(TextChoices):
    """The columns of the service matrix, the least first."""

    NEW = "new", _("new guest")
    REGULAR = "regular", _("regular guest")
    MEMBER = "member", _("member")
    VIP_MEMBER = "vip", _("VIP member")


class Entitlement(TextChoices):
    """How a guest comes by a service."""

    GIVEN = "given", _("included")
    ON_REQUEST = "on_request", _("on request")
    NONE = "none", _("not for him")


class OfferKind(TextChoices):
    """Where a reduction comes from."""

    TIER = "tier", _("tier discount")
    CONTRACT = "contract", _("contract rate")
    CAMPAIGN = "campaign", _("campaign")
    COUPON = "coupon", _("coupon")


class Occasion(TextChoices):
    """When the hotel thinks of a guest."""

    BIRTHDAY = "birthday", _("birthday")
    SPRING_FESTIVAL = "spring_festival", _("Spring Festival")
    LANTERN_FESTIVAL = "lantern_festival", _("Lantern Festival")
    DRAGON_BOAT = "dragon_boat", _("Dragon Boat Festival")
    MID_AUTUMN = "mid_autumn", _("Mid-Autumn Festival")
    NATIONAL_DAY = "national_day", _("National Day")
    NEW_YEAR = "new_year", _("New Year’s Day")
    FIRST_STAY = "first_stay", _("anniversary of his first stay")
    TENTH_STAY = "tenth_stay", _("tenth stay")


class Audience(TextChoices):
    """Whom something is meant for, the smallest first."""

    NOBODY = "nobody", _("nobody")
    VIPS = "vips", _("VIPs and VIP members")
    MEMBERS = "members", _("VIPs and members of a tier")
    EVERYBODY = "everybody", _("every guest who stayed")


class TaskStatus(TextChoices):
    """What people have to do about an occasion."""

    NONE = "none", _("nothing to do")
    OPEN = "open", _("to do")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left out")


class MessageStatus(TextChoices):
    """What becomes of a greeting."""

    NONE = "none", _("no greeting")
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    BY_PERSON = "by_person", _("by a person")
    HELD_BACK = "held_back", _("not sent")
    FAILED = "failed", _("failed")


class Investment(TextChoices):
    """What the hotel puts into a guest, each with its cost."""

    SERVICES = "services", _("services")
    GIFTS = "gifts", _("gifts")
    DISCOUNTS = "discounts", _("discounts")
    COMPENSATION = "compensation", _("compensation")
    POINTS = "points", _("points redeemed")

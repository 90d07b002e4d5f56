"""The fixed lists of booking and staying; the keys are those of the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoomClass(TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    STANDARD = "standard", _("standard")
    LUXURY = "luxury", _("luxury")


class OutletCategory(TextChoices):
    ROOMS = "rooms", _("rooms")
    RESTAURANT = "restaurant", _("restaurant")
    CONFERENCE = "conference", _("conference")
    ENTERTAINMENT = "entertainment", _("entertainment")
    TELECOM = "telecom", _("telecom")
    SHOP = "shop", _("shop")
    BUSINESS_CENTRE = "business_centre", _("business centre")


class Status(TextChoices):
    """Of a reservation and of each of its lines; arrivals and departures are derived from dates."""

    TENTATIVE = "tentative", _("tentative")
    CONFIRMED = "confirmed", _("confirmed")
    WAITLISTED = "waitlisted", _("on the waiting list")
    IN_HOUSE = "in_house", _("in the house")
    CHECKED_OUT = "checked_out", _("checked out")
    CANCELLED = "cancelled", _("cancelled")
    NO_SHOW = "no_show", _("no-show")


#: A line that still promises a room.
EXPECTED = (Status.TENTATIVE, Status.CONFIRMED, Status.WAITLISTED)
#: A line that keeps its room from others.
HOLDS_ROOM = (Status.CONFIRMED, Status.IN_HOUSE)


class StayStatus(TextChoices):
    """Of one guest's presence. Only IN_HOUSE and CHECKED_OUT are stays; the value counts the completed ones."""

    EXPECTED = "expected", _("expected")
    IN_HOUSE = "in_house", _("in the house")
    CHECKED_OUT = "checked_out", _("checked out")
    VOID = "void", _("did not take place")


class Handover(TextChoices):
    """What becomes of what the payer's folio holds when somebody else pays the room."""

    FROM_NOW = "from_now", _("from now on: what was consumed and slept so far stays with who paid until now")
    EVERYTHING = "everything", _("everything: the new payer takes over all that was posted so far")


class Origin(TextChoices):
    TRANSIENT = "transient", _("transient")
    WALK_IN = "walk_in", _("walk-in")
    CONTRACT = "contract", _("contract")
    GROUP = "group", _("group")


class Motive(TextChoices):
    BUSINESS = "business", _("business trip")
    CONFERENCE = "conference", _("conference")
    SIGHTSEEING = "sightseeing", _("sightseeing")
    VISITING = "visiting", _("visiting family or friends")
    OTHER = "other", _("other")


class WhyThisHotel(TextChoices):
    LOCATION = "location", _("location")
    BRAND = "brand", _("brand")
    FACILITIES = "facilities", _("facilities")
    SERVICE = "service", _("service attitude")
    PRICE = "price", _("price")
    RECOMMENDED = "recommended", _("recommended")
    OTHER = "other", _("other")


class Board(TextChoices):
    ROOM_ONLY = "room_only", _("room only")
    BREAKFAST = "breakfast", _("breakfast")
    HALF_BOARD = "half_board", _("half board")
    FULL_BOARD = "full_board", _("full board")


class CodeKind(TextChoices):
    """What a source's unknown code may stand for."""

    ROOM_TYPE = "room_type", _("room type")
    ROOM = "room", _("room number")
    CHANNEL = "channel", _("channel")
    OUTLET = "outlet", _("outlet")
    ACCOUNT = "account", _("account")

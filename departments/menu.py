"""The menu, as data: a page is offered to whoever may open it."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from guests.choices import Department


@dataclass(frozen=True)
class Entry:
    """One page: `key` is the letter that follows `g` on the keyboard."""

    label: Any
    url_name: str
    permission: str
    key: str


#: In the order in which they stand.
MENU = (
    Entry(_("Front desk"), "departments:front_desk", "reservations.change_stay", "f"),
    Entry(_("Rooms"), "departments:rooms", "reservations.view_staywish", "r"),
    Entry(_("Tables"), "departments:food_beverage", "reservations.view_diners", "t"),
    Entry(_("Arrivals report"), "departments:arrivals", "reservations.view_arrivals_report", "l"),
    Entry(_("Guests"), "guests:list", "guests.view_guest", "u"),
    Entry(_("Combined query"), "guests:query", "guests.view_savedquery", "q"),
    Entry(_("Notepad"), "guests:notepad_find", "guests.add_preference", "p"),
    Entry(_("Briefing"), "departments:briefing", "reservations.view_arrivals_report", "d"),
    Entry(_("Hand-over notes"), "departments:hand_over", "departments.view_handovernote", "h"),
    Entry(_("Reservations"), "reservations:list", "reservations.view_reservation", "b"),
    Entry(_("Accounts"), "reservations:accounts", "guests.view_account", "a"),
    Entry(_("Finance"), "departments:finance", "value.view_costinput", "i"),
    Entry(_("Guest value"), "value:matrix", "value.view_guestvalue", "v"),
    Entry(_("Life-cycle"), "life_cycle:overview", "life_cycle.view_lifecyclenight", "l"),
    Entry(_("Management"), "departments:management", "value.view_valueparameters", "m"),
    Entry(_("CRM centre"), "departments:crm_centre", "common.view_jobrun", "c"),
)

#: Where a department's people land after signing in; the others land on the guests.
HOME = {
    Department.FRONT_DESK: "departments:front_desk",
    Department.ROOMS: "departments:rooms",
    Department.FOOD_BEVERAGE: "departments:food_beverage",
    Department.FINANCE: "departments:finance",
    Department.MANAGEMENT: "departments:management",
    Department.CRM_CENTRE: "departments:crm_centre",
}
ELSEWHERE = "guests:list"


def address_of(url_name: str) -> str:
    """The page's path, or '' where this installation does not have it."""
    try:
        return address(url_name)
    except NoReverseMatch:
        return ""


def entries_for(user) -> list[tuple[Entry, str]]:
    """(entry, path) of every page that `user` may open."""
    offered = ((entry, address_of(entry.url_name)) for entry in MENU)
    return [(entry, path) for entry, path in offered if path and user.has_perm(entry.permission)]

"""The menu, as data: a page is offered to whoever may open it."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from guests.choices import Department


@dataclass(frozen=True)
class Entry:
    """One page: `key` is the letter that follows `g` on the keyboard, '' for a page opened seldom."""

    label: Any
    url_name: str
    permission: str
    key: str


#: In the order in which they stand.
MENU = (
    Entry(_("Front desk"), "departments:front_desk", "reservations.change_stay", "f"),
    Entry(_("Rooms"), "departments:rooms", "reservations.view_staywish", "r"),
    Entry(_("Tables"), "departments:food_beverage", "reservations.view_diners", "t"),
    Entry(_("Arrivals report"), "departments:arrivals", "reservations.view_arrivals_report", "e"),
    Entry(_("Guest service"), "departments:guest_service", "feedback.change_callback", "g"),
    Entry(_("Complaints"), "care:complaints", "feedback.view_complaint", "l"),
    Entry(_("Call-backs"), "care:calls", "feedback.view_callback", "k"),
    Entry(_("Requests"), "care:requests", "feedback.view_guestrequest", "x"),
    Entry(_("Guests’ answers"), "feedback:answers", "feedback.view_answerset", "n"),
    Entry(_("Surveys"), "feedback:surveys", "feedback.view_indicatorsystem", "o"),
    Entry(_("Guests"), "guests:list", "guests.view_guest", "u"),
    Entry(_("Combined query"), "guests:query", "guests.view_savedquery", "q"),
    Entry(_("Notepad"), "guests:notepad_find", "guests.add_preference", "p"),
    Entry(_("Reservations"), "reservations:list", "reservations.view_reservation", "b"),
    Entry(_("Briefing"), "departments:briefing", "reservations.view_arrivals_report", "d"),
    Entry(_("Hand-over notes"), "departments:hand_over", "departments.view_handovernote", "h"),
    Entry(_("Accounts"), "reservations:accounts", "guests.view_account", "a"),
    Entry(_("Finance"), "departments:finance", "value.view_costinput", "i"),
    Entry(_("Guest value"), "value:matrix", "value.view_guestvalue", "v"),
    Entry(_("Members"), "loyalty:members", "loyalty.view_membership", ""),
    Entry(_("Requests of guests"), "own_desk:requests", "own.view_ownrequest", ""),
    Entry(_("Service matrix"), "loyalty:matrix", "loyalty.add_servicegiven", ""),
    Entry(_("Campaigns and coupons"), "loyalty:campaigns", "loyalty.view_campaign", ""),
    Entry(_("Care calendar"), "loyalty:care", "loyalty.view_care", ""),
    Entry(_("Investment and return"), "loyalty:investment", "loyalty.view_investmentnight", ""),
    Entry(_("Messages to guests"), "own_desk:letters", "own.view_letter", ""),
    Entry(_("Tiers"), "loyalty:overview", "loyalty.view_tierchange", ""),
    Entry(_("Points in circulation"), "loyalty:liability", "loyalty.view_liability", ""),
    Entry(_("Life-cycle"), "life_cycle:overview", "life_cycle.view_lifecyclenight", "y"),
    Entry(_("Segments"), "segments:overview", "segments.view_attributerun", ""),
    Entry(_("Behaviour segments"), "segments:scheme", "segments.view_segmentnight", ""),
    Entry(_("Satisfaction"), "satisfaction:diagnosis", "satisfaction.view_diagnosis", "s"),
    Entry(_("Guests’ own words"), "words:overview", "words.view_wordsmodel", "j"),
    Entry(_("Weights"), "satisfaction:weightings", "satisfaction.view_weighting", "w"),
    Entry(_("Management"), "departments:management", "value.view_valueparameters", "m"),
    Entry(_("Data quality"), "quality:overview", "quality.view_qualitynight", "z"),
    Entry(_("CRM centre"), "departments:crm_centre", "common.view_jobrun", "c"),
)

#: Where a department's people land after signing in; the others land on the guests.
HOME = {
    Department.FRONT_DESK: "departments:front_desk",
    Department.ROOMS: "departments:rooms",
    Department.FOOD_BEVERAGE: "departments:food_beverage",
    Department.GUEST_SERVICE: "departments:guest_service",
    Department.FINANCE: "departments:finance",
    Department.MANAGEMENT: "departments:management",
    Department.CRM_CENTRE: "departments:crm_centre",
}
ELSEWHERE = "guests:list"

#: What a department opens all day stands in the bar, in this order; everything else waits under "more".
DAILY = {
    Department.FRONT_DESK: (
        "departments:front_desk",
        "departments:arrivals",
        "reservations:list",
        "guests:list",
    ),
    Department.ROOMS: ("departments:rooms", "guests:notepad_find", "departments:hand_over", "guests:list"),
    Department.FOOD_BEVERAGE: (
        "departments:food_beverage",
        "guests:notepad_find",
        "departments:hand_over",
        "guests:list",
    ),
    Department.GUEST_SERVICE: (
        "departments:guest_service",
        "care:complaints",
        "care:calls",
        "guests:list",
    ),
    Department.SALES: ("reservations:accounts", "guests:list", "guests:query", "reservations:list"),
    Department.MARKETING: ("guests:query", "value:matrix", "guests:list", "life_cycle:overview"),
    Department.FINANCE: ("departments:finance", "value:matrix", "reservations:accounts", "guests:list"),
    Department.MANAGEMENT: (
        "departments:management",
        "departments:briefing",
        "value:matrix",
        "guests:list",
    ),
    Department.CRM_CENTRE: ("departments:crm_centre", "guests:list", "guests:query", "value:matrix"),
}
#: So many stand in the bar.
IN_BAR = 4


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


def with_daily_first(entries: list, departments: list) -> list:
    """`entries` with the daily pages of `departments` before the others."""
    daily = [url_name for department in departments for url_name in DAILY.get(department, ())]
    place = {url_name: at for at, url_name in reversed(list(enumerate(daily)))}
    return sorted(entries, key=lambda pair: place.get(pair[0].url_name, len(daily)))

"""The guest page's one extension point: each app registers its panels in `AppConfig.ready()`.

    register(Panel("folios", _("Stays and folios"), "reservations/_panel_stays.html",
                   permission="reservations.view_stay", order=30, column="main", load=stays_of))

A panel is shown to people who hold `permission`; `load(guest, request, on)` returns the context of `template`
(which also sees `guest`, `on`, `panel`), or None where there is nothing to show. Each panel runs a bounded
number of queries, whatever the length of the guest's history.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise

from guests.models import Guest

#: Cards of the wide column that are about a person, and have forms to write about him.
ABOUT_A_PERSON = frozenset({"alerts", "notes", "timeline"})

Load = Callable[[Guest, HttpRequest, date], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One card of the guest page.

    `key` is unique and the card's anchor; `column` is 'main' (wide, left) or 'side'; a smaller `order` stands
    higher. An empty `permission` means guests.view_guest, which the page itself demands, is enough. A card that
    `comes_later` costs the page nothing: it is asked for once it comes into view.
    """

    key: str
    title: str | Promise
    template: str
    permission: str
    order: int
    column: Literal["main", "side"]
    load: Load
    comes_later: bool = False


@dataclass(frozen=True)
class Fact:
    """One figure of the guest page's header: '42', 'stays', '118 nights'."""

    label: str | Promise
    value: str
    small: str = ""


@dataclass(frozen=True)
class Headline:
    """What an app to the right says in the header.

    `marks` are dicts of the `mark` tag (text, kind, icon, title); `action` is the page's one primary action
    (label, url, method 'get' or 'post'), or None: the headline with the lowest order that offers one wins.
    """

    facts: tuple[Fact, ...] = ()
    marks: tuple[dict, ...] = ()
    action: dict | None = None


_panels: dict[str, Panel] = {}
_headlines: dict[str, tuple[int, str, Callable[[Guest, HttpRequest, date], Headline | None]]] = {}


def register(panel: Panel) -> Panel:
    """Add `panel`; registering the same key again replaces it (a reload must not double a card)."""
    _panels[panel.key] = panel
    return panel


def register_headline(key: str, *, permission: str, order: int, load) -> None:
    """Let `load(guest, request, on) -> Headline | None` add figures, marks or the action to the header."""
    _headlines[key] = (order, permission, load)


def panels_for(
    guest: Guest, request: HttpRequest, on: date, *, whole: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """What this person may see of `guest`: {'main': [...], 'side': [...]}, each {'panel', 'html'} in order.

    Cards that come later are places that load themselves, unless the `whole` page is asked for.
    """
    columns: dict[str, list[dict[str, Any]]] = {"main": [], "side": []}
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.key)):
        if not is_shown(panel, guest):
            continue
        later = panel.comes_later and not whole
        rendered = _place_of(panel, guest, request) if later else render_panel(panel, guest, request, on)
        if rendered is not None:
            columns[panel.column].append({"panel": panel, "html": rendered})
    return columns


def is_shown(panel: Panel, guest: Guest) -> bool:
    """Of an erased guest only what is counted."""
    return guest.erased_at is None or (panel.column == "main" and panel.key not in ABOUT_A_PERSON)


def _place_of(panel: Panel, guest: Guest, request: HttpRequest) -> str | None:
    if panel.permission and not request.user.has_perm(panel.permission):
        return None
    return render_to_string("guests/_panel_later.html", {"guest": guest, "panel": panel})


def render_panel(panel: Panel, guest: Guest, request: HttpRequest, on: date) -> str | None:
    """The panel as HTML; None where this person may not see it or it has nothing to say."""
    if panel.permission and not request.user.has_perm(panel.permission):
        return None
    context = panel.load(guest, request, on)
    if context is None:
        return None
    return render_to_string(panel.template, context | {"guest": guest, "on": on, "panel": panel}, request)


def panel(key: str) -> Panel:
    """The registered panel of this key; KeyError if no app has registered it."""
    return _panels[key]


def headlines_for(guest: Guest, request: HttpRequest, on: date) -> list[Headline]:
    """Every app's words for the header, in order, as far as this person may see them."""
    found = []
    for _order, permission, load in sorted(_headlines.values(), key=lambda entry: entry[:2]):
        if permission and not request.user.has_perm(permission):
            continue
        headline = load(guest, request, on)
        if headline is not None:
            found.append(headline)
    return found

"""The guest's segment on his page: a mark beside the name, and a card with the rule that put him there."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.default_scheme import BY_SEGMENT
from analytics.segments.selectors.memberships import membership_of, why_there
from common.templatetags.hotel import day
from guests import panels
from guests.models import Guest
from guests.panels import Headline, Panel

PERMISSION = "segments.view_segmentmembership"


def register_all() -> None:
    panels.register(
        Panel(
            key="segment",
            title=gettext_lazy("Segment"),
            template="segments/_segment_panel.html",
            permission=PERMISSION,
            order=56,
            column="side",
            load=card,
            comes_later=True,
        )
    )
    panels.register_headline("segment", permission=PERMISSION, order=36, load=headline)


def card(guest: Guest, request, on: date) -> dict:
    """The rule that put him there, how well it does, and how that changed."""
    return {"why": why_there(guest)}


def headline(guest: Guest, request, on: date) -> Headline | None:
    membership = membership_of(guest)
    if membership is None or membership.segment not in BY_SEGMENT:
        return None
    title = _("segment, since %(day)s") % {"day": day(membership.since)}
    return Headline(marks=({"text": BY_SEGMENT[membership.segment].name, "kind": "", "title": title},))

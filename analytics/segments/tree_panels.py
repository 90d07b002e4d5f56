"""The guest's segment on his page: a mark beside the name, and a card with the rule that put him there."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.default_scheme import BY_SEGMENT
from analytics.segments.selectors.memberships import WhyThere, why_there
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
        )
    )
    panels.register_headline("segment", permission=PERMISSION, order=36, load=headline)


def card(guest: Guest, request, on: date) -> dict | None:
    """None before the first night that put him into a segment."""
    why = _why(guest)
    if why is None:
        return None
    moves = [(move, BY_SEGMENT.get(move.was), BY_SEGMENT.get(move.now)) for move in why.moves]
    return {"why": why, "moves": moves}


def headline(guest: Guest, request, on: date) -> Headline | None:
    why = _why(guest)
    if why is None or why.segment is None:
        return None
    title = _("segment, since %(day)s") % {"day": day(why.membership.since)}
    return Headline(marks=({"text": why.segment.name, "kind": "", "title": title},))


def _why(guest: Guest) -> WhyThere | None:
    """Asked for once for all parts of a page: they share the guest."""
    if not hasattr(guest, "why_in_segment"):
        guest.why_in_segment = why_there(guest)
    return guest.why_in_segment

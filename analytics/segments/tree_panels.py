"""The guest's segment on his page: a mark beside the name, and a card; the rule that put him there is loaded when
somebody reaches for it."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.segments.default_scheme import BY_SEGMENT
from analytics.segments.models import SegmentMembership
from analytics.segments.selectors.memberships import membership_of
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
    membership = _membership(guest)
    return membership and {"membership": membership, "segment": BY_SEGMENT.get(membership.segment)}


def headline(guest: Guest, request, on: date) -> Headline | None:
    membership = _membership(guest)
    if membership is None or membership.segment not in BY_SEGMENT:
        return None
    title = _("segment, since %(day)s") % {"day": day(membership.since)}
    return Headline(marks=({"text": BY_SEGMENT[membership.segment].name, "kind": "", "title": title},))


def _membership(guest: Guest) -> SegmentMembership | None:
    """Asked for once for all parts of a page: they share the guest."""
    if not hasattr(guest, "own_segment"):
        guest.own_segment = membership_of(guest)
    return guest.own_segment

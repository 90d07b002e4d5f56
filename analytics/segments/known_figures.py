"""Parts of a segment's dashboard that come from other apps."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from analytics.life_cycle.choices import State
from analytics.segments import figures
from analytics.segments.families import Segment
from analytics.segments.figures import Bar, Figure, Part
from guests.query.addresses import showing
from guests.query.document import Term
from loyalty.models import Tier


def register_all() -> None:
    figures.register(Figure("tiers", _("Tiers"), "loyalty.view_membership", _tiers))
    figures.register(Figure("life", _("Life-cycle"), "life_cycle.view_guestlifecycle", _states))


def _tiers(members: str, segment: Segment) -> Part | None:
    """None in a hotel without a programme."""
    tiers = list(Tier.objects.order_by("order"))
    if not tiers:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.tier_id, count(*), (SELECT count(*) FROM {members}) FROM {members} g"
            " LEFT JOIN loyalty_membership m USING (guest_id) GROUP BY 1"
        )
        found = cursor.fetchall()
    guests, of_all = {tier: count for tier, count, _all in found}, found[0][2] if found else 0
    bars = [Bar(tier.name, guests.get(tier.pk, 0), guests.get(tier.pk, 0) / max(1, of_all)) for tier in tiers]
    bars.append(Bar(str(_("no member")), guests.get(None, 0), guests.get(None, 0) / max(1, of_all)))
    return Part("tiers", _("Tiers"), bars)


def _states(members: str, segment: Segment) -> Part:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT state, count(*) FROM {members} JOIN life_cycle_guestlifecycle USING (guest_id) GROUP BY 1"
        )
        guests = dict(cursor.fetchall())
    known = max(1, sum(guests.values()))
    bars = [
        Bar(
            str(label),
            guests.get(key, 0),
            guests.get(key, 0) / known,
            showing(segment.narrowed(Term("life_cycle.state", "any_of", [key]))),
        )
        for key, label in State.choices
        if guests.get(key)
    ]
    return Part("life", _("Life-cycle"), bars)

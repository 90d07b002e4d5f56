"""A guest's satisfaction in the header of his page."""

from datetime import date

from django.utils.translation import gettext as _

from analytics.satisfaction import briefing
from analytics.satisfaction.selectors.scores import FEWEST_ANSWERS, satisfaction_of
from common.templatetags.hotel import day, number
from guests import panels
from guests.models import Guest
from guests.panels import Fact, Headline


def register_all() -> None:
    panels.register_headline(
        "satisfaction", permission="satisfaction.view_guestsatisfaction", order=45, load=headline
    )
    briefing.register()


def headline(guest: Guest, request, on: date) -> Headline | None:
    """His score with its day; of too few answers only their number. None where he has told nothing."""
    row = satisfaction_of(guest)
    if row is None:
        return None
    since = _("last on %(day)s") % {"day": day(row.last_on)}
    if row.answers < FEWEST_ANSWERS:
        return Headline(facts=(Fact(_("satisfaction"), "—", _("too few answers")),))
    return Headline(facts=(Fact(_("satisfaction"), number(row.score, 1), since),))

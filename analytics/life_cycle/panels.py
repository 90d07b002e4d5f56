"""The life-cycle on the guest's page: a mark beside the name, and a card that says why and since when."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.life_cycle import selectors
from analytics.life_cycle.choices import KINDS, State
from common.templatetags.hotel import day
from guests import panels
from guests.models import Guest
from guests.panels import Headline, Panel

PERMISSION = "life_cycle.view_guestlifecycle"


def register_all() -> None:
    panels.register(
        Panel(
            key="life-cycle",
            title=gettext_lazy("Life-cycle"),
            template="life_cycle/_panel.html",
            permission=PERMISSION,
            order=55,
            column="side",
            load=card,
        )
    )
    panels.register_headline("life_cycle", permission=PERMISSION, order=35, load=headline)


def card(guest: Guest, request, on: date) -> dict | None:
    """His state, his rhythm and how he came here; None before the first night that knows him."""
    row = selectors.life_cycle_of(guest)
    if row is None:
        return None
    return {"row": row, "kind": KINDS[State(row.state)], "changes": selectors.changes_of(guest)}


def headline(guest: Guest, request, on: date) -> Headline | None:
    """The state as a mark; a prospect needs none, the page says that he has no stay."""
    row = selectors.life_cycle_of(guest)
    if row is None or row.state == State.PROSPECT:
        return None
    title = _("life-cycle, since %(day)s") % {"day": day(row.since)}
    mark = {"text": State(row.state).label, "kind": KINDS[State(row.state)], "title": title}
    return Headline(marks=(mark,))

"""What the own page adds to the guest page of the staff: the way to it, and joining in one dialog."""

from datetime import date

from django.utils.translation import gettext_lazy

from guests import panels
from guests.models import Guest
from guests.panels import Panel
from loyalty.own.selectors.people import may_have_page

LINKING = "own.add_ownkey"


def register_all() -> None:
    """Called once the apps are ready."""
    panels.register(
        Panel(
            key="own_page",
            title=gettext_lazy("The guest’s own page"),
            template="own/_panel.html",
            permission=LINKING,
            order=85,
            column="side",
            load=way_in,
        )
    )


def way_in(guest: Guest, request, on: date) -> dict | None:
    """Asks the database nothing."""
    return {} if may_have_page(guest, on) else None

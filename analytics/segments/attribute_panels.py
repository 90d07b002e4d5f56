"""What describes a guest, on his page: loaded when somebody reaches for it, so that the page costs nothing more."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from analytics.segments.attribute_conditions import PERMISSION
from guests import panels
from guests.models import Guest
from guests.panels import Panel


def register_all() -> None:
    panels.register(
        Panel(
            key="attributes",
            title=_("Attributes"),
            template="segments/_attributes_panel.html",
            permission=PERMISSION,
            order=57,
            column="side",
            load=card,
        )
    )


def card(guest: Guest, request, on: date) -> dict:
    """Only the way to them."""
    return {}

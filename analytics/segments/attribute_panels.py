"""What describes a guest, on his page."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from analytics.segments.attribute_conditions import PERMISSION
from analytics.segments.selectors.attributes import shown_run, told_of
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
            comes_later=True,
        )
    )


def card(guest: Guest, request, on: date) -> dict:
    """Every attribute with its source, as of the last night that described anybody."""
    run = shown_run()
    return {"run": run, "families": told_of(guest, run) if run else None}

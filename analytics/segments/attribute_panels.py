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
        )
    )


def card(guest: Guest, request, on: date) -> dict | None:
    """His attributes by family with their sources; None before the first night that knows him."""
    run = shown_run()
    families = told_of(guest, run) if run else None
    return {"run": run, "families": families} if families else None

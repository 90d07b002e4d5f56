"""What services and offers add to the guest page: a card that loads its figures when it comes into view."""

from datetime import date

from django.utils.translation import gettext_lazy

from guests.models import Guest
from guests.panels import Panel, register


def register_all() -> None:
    """Called once the apps are ready."""
    register(
        Panel(
            key="given",
            title=gettext_lazy("What we give him"),
            template="loyalty/_given_panel.html",
            permission="loyalty.view_service",
            order=17,
            column="side",
            load=given,
        )
    )


def given(guest: Guest, request, on: date) -> dict | None:
    """Nothing is read here: the card's parts are addresses of their own."""
    return None if guest.is_anonymous or guest.erased_at else {}

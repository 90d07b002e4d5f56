"""The guest page's panel of files that are, were or may be the same person."""

from django.utils.translation import gettext_lazy as _

from guests.panels import Panel, register
from guests.selectors.reviews import merges_of, open_reviews_of

SHOWN = 5


def same_person(guest, request, on):
    return {"waiting": open_reviews_of(guest)[:SHOWN], "merges": merges_of(guest)[:SHOWN]}


def register_panel() -> None:
    """Called once the apps are ready."""
    register(
        Panel(
            "merges",
            _("The same person"),
            "guests/_panel_merges.html",
            "guests.merge_guest",
            85,
            "side",
            same_person,
            comes_later=True,
        )
    )

"""What services, offers and care add to the pages of other apps: the card, the timeline, held rooms, offers."""

from loyalty import giving_panels, giving_timeline
from loyalty.selectors.holding import held_favourites
from loyalty.services.offering import take_offer
from reservations.booking_offers import register_offers
from reservations.selectors.held_rooms import register_held_rooms


def register_all() -> None:
    """Called once the apps are ready."""
    giving_panels.register_all()
    giving_timeline.register_all()
    register_held_rooms(held_favourites)
    register_offers(take_offer)

"""What the own page says to privacy: who was erased has been answered."""

from django.utils import timezone

from guests.privacy.family import Family
from guests.privacy.places import register_forgetting
from guests.privacy.words import Words
from loyalty.own.services.requests import settle_erased


def register_all() -> None:
    """Called once the apps are ready."""
    register_forgetting("own_requests", forget)


def forget(family: Family, words: Words) -> int:
    return settle_erased(guest_ids=family.ids, at=timezone.now())

"""What the programme says to privacy: the points of an erased guest go out of circulation, the sums stay."""

from django.utils import timezone

from common.dates import business_date
from guests.privacy.family import Family
from guests.privacy.places import register_forgetting
from guests.privacy.words import Words
from loyalty.services.handing_over import forget_points


def register_all() -> None:
    """Called once the apps are ready."""
    register_forgetting("points", forget)


def forget(family: Family, words: Words) -> int:
    return forget_points(family.ids, on=business_date(), at=timezone.now())

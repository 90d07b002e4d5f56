"""Nothing of data quality hangs on a guest; see `guests.ties`."""

from analytics.quality.models import QualityNight, QualityTerm
from guests.privacy.places import register_impersonal


def register_all() -> None:
    register_impersonal("settings, and sums over all guests", QualityNight, QualityTerm)

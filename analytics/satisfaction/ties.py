"""Nothing of the weights hangs on a guest; see `guests.ties`."""

from analytics.satisfaction.models import Expert, InForce, Judgement, Opinion, Reply, Round, Weight, Weighting
from guests.privacy.places import register_impersonal


def register_all() -> None:
    register_impersonal("weights that the hotel decided", Weighting, Weight, InForce)
    register_impersonal("colleagues and advisers, none asked as a guest", Expert)
    register_impersonal("keys and figures of experts", Round, Reply, Opinion, Judgement)

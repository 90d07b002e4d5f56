"""What of the life-cycle hangs on a guest; see `guests.ties`."""

from analytics.life_cycle.models import GuestLifeCycle, LifeCycleChange, LifeCycleNight, LifeCycleRules
from guests.privacy.places import register_impersonal
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            GuestLifeCycle,
            merge=Merge.KEEP,
            erase=Erase.DELETE,
            export=("state", "since", "previous"),
            why="the next night computes the united file anew and forgets the row of the old one",
        ),
        Tie(
            LifeCycleChange,
            merge=Merge.KEEP,
            erase=Erase.DELETE,
            export=("day", "was", "now"),
            why="what a night found of the old file stays with it, should the merge be taken back",
        ),
    )
    register_impersonal("settings, and sums over all guests", LifeCycleNight, LifeCycleRules)

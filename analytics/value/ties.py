"""What of the guest value hangs on a guest; see `guests.ties`."""

from analytics.value.models import GuestValue
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            GuestValue,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("run_id", "stays", "spend", "chv", "ccv", "cpv", "value_class"),
            why="a night's figures stay as they were computed; the next night counts the united file",
        ),
    )

"""What of the attributes and segments hangs on a guest; see `guests.ties`."""

from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.models import AttributeRow, AttributeRun, BandVersion, GuestAttributes, NightRange
from guests.privacy.places import register_impersonal
from guests.ties import Erase, Merge, Tie, register


def register_all() -> None:
    register(
        Tie(
            AttributeRow,
            merge=Merge.KEEP,
            is_derived=True,
            why="a night's attributes stay as they were derived; the next night describes the united file",
        ),
        Tie(
            GuestAttributes,
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=tuple(attribute.key for attribute in ATTRIBUTES),
            is_derived=True,
            why="a view of the rows above: they go, and it shows nothing of him",
        ),
    )
    register_impersonal("settings, sums over all guests, and the division of the night's work", AttributeRun)
    register_impersonal("settings of the hotel", BandVersion)
    register_impersonal("ranges of guest numbers that the night has done", NightRange)

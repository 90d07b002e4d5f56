"""What of the guest's own page hangs on a guest; see `guests.ties`."""

from guests.ties import Erase, Merge, Tie, register
from loyalty.own.models import Letter, OwnCode, OwnKey, OwnRequest, OwnSession


def register_all() -> None:
    register(
        Tie(OwnKey, merge=Merge.KEEP, why="links made for the old file lead to the survivor"),
        Tie(OwnSession, merge=Merge.KEEP, why="whoever is on his page stays there, on the survivor's"),
        Tie(OwnCode, merge=Merge.KEEP, why="lives for minutes and leads to the survivor"),
        Tie(
            OwnRequest,
            merge=Merge.UNITE,
            same_by=("kind", "status"),
            erase=Erase.BLANK,
            blank=("changes", "answer"),
            export=("kind", "changes", "status", "asked_at", "decided_at", "answer"),
        ),
        Tie(Letter, merge=Merge.UNITE, same_by=("kind", "key"), export=("kind", "status", "sent_at")),
        Tie(Letter, "stay__guest", merge=Merge.KEEP, why="goes with its stay"),
    )

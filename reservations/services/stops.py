"""What stops the screen is read before anything is carried out."""

from collections.abc import Collection, Iterable
from datetime import date

from reservations.exceptions import AlertUnread
from reservations.selectors.warnings import unread_stops


def require_alerts_read(*, guest_ids: Iterable[int], places: Collection[str], on: date, user) -> None:
    """Raise AlertUnread with what `user` has not read today at `places`; machines (no user) are not stopped."""
    if user is None:
        return
    unread = list(unread_stops(guest_ids, places=places, on=on, user=user))
    if unread:
        raise AlertUnread(unread)

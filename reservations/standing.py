"""How a booking stands, derived from its rooms. Pure."""

from collections.abc import Iterable

from reservations.choices import Status

#: The first of these that any room has is the booking's status.
_STRONGEST_FIRST = (
    Status.IN_HOUSE,
    Status.CONFIRMED,
    Status.TENTATIVE,
    Status.WAITLISTED,
    Status.CHECKED_OUT,
    Status.NO_SHOW,
    Status.CANCELLED,
)


def reservation_status(line_statuses: Iterable[str]) -> Status | None:
    """The status of a booking with rooms of these statuses; None where it has no rooms.

    One room in the house makes the booking in the house, one still expected keeps it open, and only what all
    rooms share ends it: a booking with a room that was slept in has been checked out.
    """
    present = set(line_statuses)
    return next((status for status in _STRONGEST_FIRST if status in present), None)

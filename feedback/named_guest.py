"""The guest whom a message of another system names."""

from common.machines.problems import invalid
from guests.models import Guest
from guests.selectors.roster import find_guest


def guest_named(said: dict) -> Guest | None:
    """By his number under `guest`; None where none is named. Raises Problem for a number that nobody has."""
    number = said.get("guest")
    if not number:
        return None
    guest = find_guest(number)
    if guest is None:
        raise invalid("guest", f"There is no guest {number}.")
    return guest

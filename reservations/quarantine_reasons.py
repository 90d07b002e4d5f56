"""Why something a machine sent waits for staff, and what they do about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reservations.choices import CodeKind

VERSION_CONFLICT = "version-conflict"
ROOM_TAKEN = "room-taken"


@dataclass(frozen=True)
class Doubt:
    """One reason against one message: `field` is a JSON pointer, `value` what stands there."""

    reason: str
    field: str
    value: str = ""


#: reason → (what is wrong, what to do)
REASONS: dict[str, tuple[Any, Any]] = {
    "unknown-room-type": (_("unknown room type"), _("Say which of our room types this code means.")),
    "unknown-room": (_("unknown room"), _("Say which of our rooms this number means.")),
    "unknown-channel": (_("unknown channel"), _("Say which of our channels this code means.")),
    "unknown-account": (
        _("unknown account"),
        _("Say which of our accounts this code means, or enter the account."),
    ),
    "unknown-outlet": (_("unknown outlet"), _("Say which of our outlets this code means.")),
    "unknown-reservation": (_("unknown reservation"), _("Replay it once the booking has arrived.")),
    "unknown-line": (_("unknown room of the booking"), _("Replay it once the booking names this room.")),
    "unknown-refund": (
        _("what is refunded is unknown"),
        _("Replay it once the refunded charge has arrived."),
    ),
    "nobody-to-charge": (_("nobody stays in this room"), _("Name the guest of this room, then replay.")),
    "impossible-dates": (
        _("impossible dates"),
        _("Have the source correct the dates and send the booking again."),
    ),
    "night-outside-stay": (_("a night outside the stay"), _("Have the source correct the nights.")),
    "foreign-currency": (
        _("prices in another currency"),
        _(
            "Have the source send prices in the hotel's currency, or post the room's charges; until then it has none."
        ),
    ),
    ROOM_TAKEN: (_("the room is taken"), _("Check out or move the other party, then replay.")),
    "room-missing": (_("in the house without a room"), _("Have the source send the room number.")),
    "guest-missing": (_("a stay without a guest"), _("Name the guest of this room.")),
    "guest-in-two-rooms": (_("one guest in two rooms at once"), _("Find out which of the two stays is his.")),
    "contradicts-desk": (
        _("cancelled by the source, but received by the desk"),
        _("Ask the source; cancel at the desk if it is right."),
    ),
    VERSION_CONFLICT: (
        _("the same version with other content"),
        _("Replay it if this content is the right one, else dismiss it."),
    ),
}

#: Which reasons a code mapping answers.
MAPPED_BY = {
    "unknown-room-type": CodeKind.ROOM_TYPE,
    "unknown-room": CodeKind.ROOM,
    "unknown-channel": CodeKind.CHANNEL,
    "unknown-account": CodeKind.ACCOUNT,
    "unknown-outlet": CodeKind.OUTLET,
}


def label(reason: str) -> Any:
    return REASONS[reason][0] if reason in REASONS else reason


def remedy(reason: str) -> Any:
    return REASONS[reason][1] if reason in REASONS else ""


#: Reasons that often end by themselves, when the message that was missing arrives: tried again every few minutes.
PASSING = frozenset({"unknown-reservation", "unknown-line", "unknown-refund", "nobody-to-charge", ROOM_TAKEN})

"""What the desk is told when an act cannot be carried out; each message names the remedy."""

from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from common.wording import labelled


class RoomUnavailable(HotelError):
    """The room (or the last room of a type) is taken, out of order or of no use for this line."""

    code = "room-unavailable"
    default_message = _("This room is no longer free. Choose another one.")


class NotExpected(HotelError):
    """The line does not await anybody today: cancelled, left, a no-show, or booked for another day."""

    code = "not-expected"
    default_message = _("Nobody is expected under this booking today.")


class AlreadyCheckedIn(HotelError):
    code = "already-checked-in"
    default_message = _("These guests have already been checked in.")


class NotInHouse(HotelError):
    code = "not-in-house"
    default_message = _("These guests are not in the house.")


class LastInTheRoom(HotelError):
    """Who is left alone in a room does not leave it alone: the room is checked out."""

    code = "last-in-the-room"
    default_message = _("Nobody else is in this room. Check the room out instead.")


class PayerNeeded(HotelError):
    """The payer leaves before the others and nobody has said who pays what is still to come."""

    code = "payer-needed"
    default_message = _(
        "He pays for this room. Say who pays from now on, or that he has settled it to the end."
    )


class NobodyNamed(HotelError):
    """A room without a guest cannot be checked in."""

    code = "nobody-named"
    default_message = _("Say first who takes this room.")


class BlacklistStop(HotelError):
    """A guest of this booking is on the blacklist; `alerts` are the open entries."""

    code = "blacklisted"
    default_message = _("This guest is on the blacklist. Call the duty manager before you go on.")

    def __init__(self, alerts, message=None, **kwargs):
        super().__init__(message, **kwargs)
        self.alerts = list(alerts)


class AlertUnread(HotelError):
    """An alert stops the screen here and this person has not read it today; `alerts` are those."""

    code = "alert-unread"

    def __init__(self, alerts, **kwargs):
        self.alerts = list(alerts)
        reasons = " · ".join(labelled(alert.guest.display_name, alert.reason) for alert in self.alerts)
        message = _("Read this first, then go on: %(reasons)s. Nothing was carried out yet.")
        super().__init__(message % {"reasons": reasons}, **kwargs)


class SomebodyElseIsAtIt(HotelError):
    """Another clerk holds the same booking or room at this moment."""

    code = "busy"
    default_message = _("Somebody else is working on this booking or room just now. Try again in a moment.")

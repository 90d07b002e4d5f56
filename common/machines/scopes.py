"""What a client may do: `resource:action`, none given, none allowed."""

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "reservations:read": _("Read bookings of the client's own source"),
    "reservations:write": _("Push bookings under the client's own source"),
    "charges:write": _("Post charges under the client's own source"),
    "guests:read": _("Search and read guests, their stays and preferences"),
    "guests:confidential": _("Read confidential notes in a guest's timeline as well"),
    "guests:match": _("Ask who a person could be"),
    "recognition:read": _("See returning guest, value class, VIP and alerts in answers"),
    "value:read": _("See what a guest is worth and why"),
    "segments:read": _("See which guests are in a segment"),
    "offers:read": _("See what a guest is offered for a stay, and why"),
    "complaints:write": _("Tell complaints of guests under the client's own source"),
    "feedback:write": _("Send what guests answered in surveys"),
    "satisfaction:read": _("See how satisfied a guest is"),
    "nightly:read": _("See the nightly runs"),
}

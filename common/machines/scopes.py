"""What a client may do: `resource:action`, none given, none allowed."""

from django.utils.translation import gettext_lazy as _

SCOPES = {
    "reservations:read": _("Read bookings of the client's own source"),
    "reservations:write": _("Push bookings under the client's own source"),
    "charges:write": _("Post charges under the client's own source"),
    "guests:read": _("Search and read guests, their stays and preferences"),
    "guests:match": _("Ask who a person could be"),
    "recognition:read": _("See returning guest, value class, VIP and alerts in answers"),
    "nightly:read": _("See the nightly runs"),
}

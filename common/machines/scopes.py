"""What a client may do: `resource:action`, none given, none allowed."""

SCOPES = {
    "reservations:read": "Read bookings of the client's own source",
    "reservations:write": "Push bookings under the client's own source",
    "charges:write": "Post charges under the client's own source",
    "guests:read": "Search and read guests, their stays and preferences",
    "guests:match": "Ask who a person could be",
    "recognition:read": "See returning guest, value class, VIP and alerts in answers",
    "nightly:read": "See the nightly runs",
}

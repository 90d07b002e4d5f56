"""What a machine may say about a booking and about charges: names, types and limits of every field. Pure."""

from common.machines.shapes import (
    Day,
    Flag,
    Identifier,
    ListOf,
    Moment,
    Money,
    OneOf,
    Pattern,
    Record,
    Text,
    Whole,
)
from guests.person_shape import PERSON, PERSON_FIELDS
from reservations.choices import Board, Motive, Origin, OutletCategory, Status, WhyThisHotel

BATCH_LIMIT = 500
BIGGEST_VERSION = 2**62

ROOM_GUEST = Record(
    {
        **PERSON_FIELDS,
        "shares": Flag("False for a companion, who is recorded but has no stay. Default: true."),
        "pays": Flag("The money of this room is his. Default: the first guest."),
    },
    name="RoomGuest",
)
ROOM = Record(
    {
        "line": Identifier(40, "The source's own number of this room within the booking. Default: 1, 2, 3 …"),
        "room_type": Text(80),
        "room": Text(80, "Room number, once assigned."),
        "arrival": Day(impossible=True),
        "departure": Day("Exclusive; equal to the arrival for day use.", impossible=True),
        "adults": Whole(0, 99),
        "children": Whole(0, 99),
        "babies": Whole(0, 99),
        "rate_plan": Text(40),
        "board": OneOf(Board.values),
        "nights": ListOf(
            Record({"date": Day(), "amount": Money()}, required=["date", "amount"], name="Night"), 400
        ),
        "guests": ListOf(ROOM_GUEST, 20),
        "status": OneOf(Status.values, "Default: the status of the booking."),
        "checked_in_at": Moment(),
        "checked_out_at": Moment(),
    },
    required=["arrival", "departure"],
    name="Room",
)
_BOOKING = {
    "version": Whole(0, BIGGEST_VERSION, "The source's own counter: decides which message is newer."),
    "updated_at": Moment("Where the source keeps no counter."),
    "status": OneOf(Status.values),
    "booked_at": Moment(),
    "origin": OneOf(Origin.values),
    "channel": Text(80),
    "account": Text(80),
    "group": Text(120),
    "motive": OneOf(Motive.values),
    "why_this_hotel": OneOf(WhyThisHotel.values),
    "currency": Pattern("[A-Z]{3}", "CNY"),
    "special_requests": ListOf(Text(300), 50),
    "remarks": Text(2000),
    "booker": PERSON,
    "guest": PERSON,
    "rooms": ListOf(ROOM, 200, "All rooms of the booking; one that is left out is cancelled. "
                    "Without this field the message changes the status only."),
}  # fmt: skip
BOOKING = Record(_BOOKING, required=["status"], name="Booking", description="The full state of one booking.")
BOOKING_ITEM = Record(
    {"source": Text(40, "The client's own."), "external_id": Identifier(120), **_BOOKING},
    required=["external_id", "status"],
    name="BookingItem",
)
CHARGE = Record(
    {
        "source": Text(40, "The client's own."),
        "external_id": Identifier(120, "The till's number of this posting: posted again, it is replaced."),
        "reservation": Identifier(120, "The booking's number at the client's source, or our confirmation number, "
                                  "or the number at any source where only one booking has it."),
        "line": Identifier(40, "Default: the first room of the booking."),
        "outlet": Text(80),
        "category": OneOf(OutletCategory.values, "Where the till has no outlet code."),
        "description": Text(200),
        "amount": Money("Negative for a refund."),
        "tax": Money("Included in the amount."),
        "posted_at": Moment(),
        "refund_of": Identifier(120, "The external_id of what is refunded."),
    },
    required=["external_id", "reservation", "amount", "posted_at"],
    name="Charge",
)  # fmt: skip

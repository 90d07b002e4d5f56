"""What of the reservations' models hangs on a guest; see `guests.ties`."""

from guests.ties import Erase, Merge, Tie, register
from reservations.models import (
    Charge,
    QuarantineItem,
    Reservation,
    ReservationLine,
    RoomNight,
    Stay,
    StayWish,
)

STATISTICS = "counted in the hotel's statistics without saying who"


def register_all() -> None:
    register(
        Tie(
            Reservation,
            erase=Erase.BLANK,
            blank=("remarks", "special_requests", "attributes", "group"),
            export=(
                "confirmation",
                "source",
                "external_id",
                "status",
                "booked_at",
                "special_requests",
                "remarks",
            ),
        ),
        Tie(Reservation, "booker", erase=Erase.BLANK, export=("confirmation", "booked_at")),
        Tie(
            ReservationLine,
            "reservation__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("line", "arrival", "departure", "adults", "children", "babies", "status", "amount"),
            why=STATISTICS,
        ),
        Tie(
            RoomNight,
            "line__reservation__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("date", "amount"),
            why=STATISTICS,
        ),
        Tie(
            Stay,
            merge=Merge.UNITE,
            same_by=("line",),
            erase=Erase.KEEP,
            export=("arrival", "departure", "status", "is_payer", "checked_in_at", "checked_out_at", "spend"),
            why=STATISTICS,
        ),
        Tie(
            StayWish,
            merge=Merge.UNITE,
            same_by=("line", "category", "text"),
            export=("category", "text", "noted_by", "done_at"),
        ),
        Tie(
            Charge,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("description",),
            export=("business_date", "description", "amount"),
            why="goes with its stay",
        ),
        Tie(QuarantineItem, "reservation__guest", merge=Merge.KEEP, why="goes with its reservation"),
    )

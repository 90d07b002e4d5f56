"""What of the reservations' models hangs on a guest; see `guests.ties`."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from guests.ties import Erase, Merge, Tie, register
from reservations.choices import StayStatus
from reservations.models import (
    Charge,
    DeclinedQuestion,
    QuarantineItem,
    Reservation,
    ReservationLine,
    RoomNight,
    Stay,
    StayWish,
)

STATISTICS = "counted in the hotel's statistics without saying who"
#: Free words of a booking: whoever of its people is erased may stand in them.
FREE_WORDS = ("remarks", "special_requests", "attributes", "group")
CLASHES_SHOWN = 5


def stays_in_one_room(survivor_id: int, absorbed_id: int) -> list[str]:
    """Both have a stay of their own on one line: two people, unless the second one is an empty double."""
    doubles = (
        Stay.objects.filter(guest=absorbed_id, line__stays__guest=survivor_id)
        .filter(
            Q(is_payer=True)
            | Q(status=StayStatus.IN_HOUSE)
            | Exists(Charge.objects.filter(stay=OuterRef("pk")))
        )
        .select_related("line__reservation")
    )
    message = _(
        "Both stay in one room of reservation %(reservation)s (%(arrival)s), each with a stay of his own. If they are"
        " one person all the same, merge the other way round, or take one of them out of that room first."
    )
    return [
        message % {"reservation": stay.line.reservation.confirmation, "arrival": stay.arrival.isoformat()}
        for stay in doubles[:CLASHES_SHOWN]
    ]


def register_all() -> None:
    register(
        Tie(
            Reservation,
            erase=Erase.BLANK,
            blank=FREE_WORDS,
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
        Tie(
            Reservation,
            "booker",
            erase=Erase.BLANK,
            blank=FREE_WORDS,
            export=("confirmation", "booked_at"),
        ),
        Tie(
            Reservation,
            "lines__stays__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=FREE_WORDS,
            why="he shared a room of it; exported with his stay",
        ),
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
            clash=stays_in_one_room,
            # A double without money: nobody is counted twice.
            left=(("status", StayStatus.VOID.value), ("checked_in_at", None), ("checked_out_at", None)),
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
            DeclinedQuestion,
            merge=Merge.UNITE,
            same_by=("question",),
            export=("question", "declined_on"),
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

from reservations.models.charge import Charge
from reservations.models.declined import DeclinedQuestion
from reservations.models.hotel import Channel, CodeMapping, Outlet, Room, RoomType
from reservations.models.imported import BookingImport, ImportedChunk
from reservations.models.quarantine import QuarantineItem
from reservations.models.reservation import Reservation, ReservationLine, RoomNight
from reservations.models.stay import Stay, StayWish
from reservations.models.touched import TouchedGuest

__all__ = [
    "BookingImport",
    "Channel",
    "Charge",
    "CodeMapping",
    "DeclinedQuestion",
    "ImportedChunk",
    "Outlet",
    "QuarantineItem",
    "Reservation",
    "ReservationLine",
    "Room",
    "RoomNight",
    "RoomType",
    "Stay",
    "StayWish",
    "TouchedGuest",
]

"""What of services, offers and care hangs on a guest; see `guests.ties`."""

from guests.privacy.places import register_impersonal
from guests.ties import Erase, Merge, Tie, register
from loyalty.models import (
    Campaign,
    Care,
    CareRule,
    Coupon,
    FavouriteRoom,
    ForbiddenPair,
    InvestmentNight,
    OfferTaken,
    Service,
    ServiceCell,
    ServiceGiven,
)

COUNTED = "what it cost is counted, without saying whose it was"


def register_giving() -> None:
    register(
        Tie(
            ServiceGiven,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("service", "quantity", "price", "business_date"),
            why=f"goes with its stay; {COUNTED}",
        ),
        Tie(
            OfferTaken,
            erase=Erase.KEEP,
            export=("parts", "full_price", "price", "business_date"),
            why=COUNTED,
        ),
        Tie(
            OfferTaken,
            "reservation__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            why=f"goes with its booking; {COUNTED}",
        ),
        Tie(
            Coupon,
            erase=Erase.KEEP,
            export=("code", "campaign", "valid_until"),
            why="a code of the hotel's, which nobody can use any more",
        ),
        Tie(
            FavouriteRoom,
            merge=Merge.KEEP,
            is_derived=True,
            export=("room", "times"),
            why="the next night finds that of the united file",
        ),
        Tie(
            Care,
            merge=Merge.UNITE,
            same_by=("occasion", "period"),
            erase=Erase.BLANK,
            blank=("note",),
            export=("occasion", "day", "gift", "task", "message", "channel", "sent_at"),
        ),
    )
    register_impersonal(
        "what the hotel gives", Service, ServiceCell, Campaign, ForbiddenPair, CareRule, InvestmentNight
    )

"""By which standard a guest is served, and what becomes of a service he gets. Pure."""

from decimal import Decimal

from common.money import ZERO
from loyalty.choices import GuestClass
from loyalty.giving_choices import Entitlement, Standard

#: From which order on a tier is one of members, and one of VIP members.
MEMBER_FROM, VIP_FROM = 1, 2


def standard_of(guest_class: str, tier_order: int | None) -> Standard:
    """The column of the matrix that counts for him; of class and tier the better one.

    `guest_class` '' is not known yet: a new guest. `tier_order` None: he has not joined. Who is VIP by class is
    served as a VIP member, because the standard of his class is "VIP, personal" whether he holds a card or not.
    """
    order = tier_order or 0
    if guest_class == GuestClass.VIP or order >= VIP_FROM:
        return Standard.VIP_MEMBER
    if order >= MEMBER_FROM:
        return Standard.MEMBER
    return Standard.REGULAR if guest_class in (GuestClass.REGULAR, GuestClass.BUSINESS) else Standard.NEW


def price_of(entitlement: str, price: Decimal, quantity: int) -> Decimal:
    """What he pays: the price where he gets it on request; nothing where it is given, or given out of goodwill."""
    return price * quantity if entitlement == Entitlement.ON_REQUEST else ZERO

"""What the programme posts on a guest's folio: rebates, and services that have a price."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from common.errors import HotelError
from common.money import ZERO
from reservations.charge_messages import ChargeSaid
from reservations.models import Stay
from reservations.services.charges import post_charges

#: Under this source it stands there.
SOURCE = "loyalty"


def post_on_folio(
    *, stay: Stay, number: str, category: str, description: str, amount: Decimal, at: datetime
) -> None:
    """One line of `amount` (negative: a rebate); the same `number` again changes nothing.

    Raises HotelError where the house has no outlet of `category`, or nobody to charge.
    """
    line = stay.line
    said = ChargeSaid(
        source=SOURCE,
        external_id=number,
        reservation=line.reservation.confirmation,
        line=line.line,
        outlet="",
        category=category,
        description=description,
        amount=amount,
        tax=ZERO,
        posted_at=at,
        refund_of="",
        payload={},
    )
    [posted] = post_charges(source=SOURCE, charges=[said], received_at=at)
    if posted.charge is None:
        raise HotelError(_("This could not be posted on the folio."), code="folio")

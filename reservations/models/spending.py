"""What of a stay's spend went to which kind of outlet; summed at night without reading charges."""

from django.db import models
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from common.money import MoneyField
from reservations.choices import OutletCategory

#: The column of each category beside the room; what is left of `spend` is the room's (`spend_rooms`).
SPEND_COLUMNS = {
    OutletCategory.RESTAURANT: "spend_restaurant",
    OutletCategory.CONFERENCE: "spend_conference",
    OutletCategory.ENTERTAINMENT: "spend_entertainment",
    OutletCategory.TELECOM: "spend_telecom",
    OutletCategory.SHOP: "spend_shop",
    OutletCategory.BUSINESS_CENTRE: "spend_business",
}
#: What changes with every charge and says nothing that the charges' own history does not say.
KEPT_SUMS = ("spend", *SPEND_COLUMNS.values(), "spend_rooms", "outlets_used")


def _bits():
    """One bit a category of SPEND_COLUMNS, in its order, set where he spent more than he got back."""
    bits = [
        Case(When(**{f"{column}__gt": 0}, then=Value(1 << place)), default=Value(0))
        for place, column in enumerate(SPEND_COLUMNS.values())
    ]
    total = bits[0]
    for bit in bits[1:]:
        total = total + bit
    return total


def _rest():
    """What is left of `spend` beside the columns of SPEND_COLUMNS."""
    rest = F("spend")
    for column in SPEND_COLUMNS.values():
        rest = rest - F(column)
    return rest


class SpendByCategory(models.Model):
    """The sums that `reservations.services.room_revenue.recompute_spend` keeps, in the charges' transaction."""

    spend = MoneyField(_("spend"), default=0, db_default=0, editable=False)
    spend_restaurant = MoneyField(_("spend in restaurants"), default=0, db_default=0, editable=False)
    spend_conference = MoneyField(_("spend on conferences"), default=0, db_default=0, editable=False)
    spend_entertainment = MoneyField(_("spend on entertainment"), default=0, db_default=0, editable=False)
    spend_telecom = MoneyField(_("spend on telecom"), default=0, db_default=0, editable=False)
    spend_shop = MoneyField(_("spend in shops"), default=0, db_default=0, editable=False)
    spend_business = MoneyField(_("spend in the business centre"), default=0, db_default=0, editable=False)
    spend_rooms = models.GeneratedField(
        expression=_rest(), output_field=MoneyField(verbose_name=_("spend on the room")), db_persist=True
    )
    outlets_used = models.GeneratedField(
        expression=_bits(),
        output_field=models.SmallIntegerField(verbose_name=_("kinds of outlets used")),
        db_persist=True,
    )

    class Meta:
        abstract = True

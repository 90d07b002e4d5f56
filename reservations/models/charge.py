from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.money import MoneyField
from reservations.models.hotel import Outlet
from reservations.models.repeated import reads_its_stay
from reservations.models.stay import Stay


@audited(exclude=("guest_key",))
class Charge(models.Model):
    """One posted line of a stay's folio in one outlet; a refund is a negative one that names what it refunds.

    `is_from_nights` marks room revenue that we posted ourselves from the booked nights, because no system
    posts room charges for that line; it gives way as soon as one does. `guest_key` is the stay's guest, kept by
    the database: what is asked of charges is asked of guests.
    """

    # Stay and outlet without indexes of their own: `charge_folio` and `charge_outlet_guest` begin with them.
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="charges", db_index=False)
    source = models.CharField(_("source"), max_length=40)
    external_id = models.CharField(_("number at the source"), max_length=120)
    # Without a foreign key: the stay's is the one that counts.
    guest_key = models.BigIntegerField(editable=False)
    outlet = models.ForeignKey(Outlet, models.PROTECT, verbose_name=_("outlet"), db_index=False)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    amount = MoneyField(_("amount"))
    tax = MoneyField(_("tax included"), default=0)
    posted_at = models.DateTimeField(_("posted at"))
    business_date = models.DateField(_("business date"))
    refund_of = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("refunds"),
        null=True,
        blank=True,
        related_name="refunds",
        db_index=False,
    )
    is_from_nights = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="charge_once_per_source"),
            models.CheckConstraint(
                condition=Q(refund_of__isnull=True) | Q(amount__lte=0), name="refund_is_not_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["stay", "posted_at"], name="charge_folio"),
            models.Index(fields=["refund_of"], name="charge_refunds", condition=Q(refund_of__isnull=False)),
            # What combined queries sum of days is read from this index alone, of single outlets from the next one.
            models.Index(
                fields=["business_date"], name="charge_day", include=["outlet", "guest_key", "amount"]
            ),
            models.Index(
                fields=["outlet", "guest_key"],
                name="charge_outlet_guest",
                include=["business_date", "amount"],
            ),
        ]
        triggers = [reads_its_stay()]

    def __str__(self):
        return f"{self.external_id} {self.amount}"

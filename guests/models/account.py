from django.db import models
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped, Versioned
from guests.choices import AccountKind


@audited()
class Account(TimeStamped, Versioned):
    """A company, office or agency with a contract; the employer of its guests."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind, default=AccountKind.COMPANY)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True, default="")
    contact_phone = models.CharField(_("contact's phone"), max_length=32, blank=True, default="")
    discount_percent = models.DecimalField(_("discount in %"), max_digits=5, decimal_places=2, default=0)
    valid_until = models.DateField(_("contract valid until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lte=100),
                name="account_discount_is_a_percentage",
            ),
        ]

    def __str__(self):
        return self.name

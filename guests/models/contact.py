from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Lower, Now, Reverse
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from guests.models.guest import Guest
from guests.models.landing import lands_on_survivor


@audited(exclude=("created_at",))
class GuestPhone(models.Model):
    """A phone number of a guest; several guests may share one (couples, secretaries, agencies)."""

    # Without an index of its own: the unique constraint begins with him.
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="phones", db_index=False)
    number = models.CharField(_("phone"), max_length=32)  # E.164 where it parses, else as written
    digits = models.CharField(max_length=32, editable=False)  # national digits, for search
    is_primary = models.BooleanField(_("first choice"), default=False)
    is_shared = models.BooleanField(_("shared with others"), default=False)
    source = models.CharField(_("source"), max_length=40, default="desk")
    # Empty where it was there before this was kept.
    created_at = models.DateTimeField(_("added"), null=True, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("phone")
        constraints = [
            models.UniqueConstraint(fields=["guest", "number"], name="phone_once_per_guest"),
            models.CheckConstraint(condition=~models.Q(digits=""), name="phone_has_digits"),
        ]
        indexes = [
            models.Index(fields=["digits"], name="phone_prefix", opclasses=["text_pattern_ops"]),
            # Guests are found by the last digits: the same index, read backwards.
            models.Index(OpClass(Reverse("digits"), name="text_pattern_ops"), name="phone_suffix"),
            models.Index(fields=["number"], name="phone_number"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.number


@audited(exclude=("created_at",))
class GuestEmail(models.Model):
    """An e-mail address, lower case; `is_masked` marks an agency's made-up one (matches nobody, gets no mail)."""

    # Without an index of its own: the unique constraint begins with him.
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="emails", db_index=False)
    address = models.CharField(_("e-mail"), max_length=254)
    is_primary = models.BooleanField(_("first choice"), default=False)
    is_masked = models.BooleanField(_("made up by an agency"), default=False)
    is_shared = models.BooleanField(_("shared with others"), default=False)
    source = models.CharField(_("source"), max_length=40, default="desk")
    # Empty where it was there before this was kept.
    created_at = models.DateTimeField(_("added"), null=True, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("e-mail")
        constraints = [
            models.UniqueConstraint(fields=["guest", "address"], name="email_once_per_guest"),
            models.CheckConstraint(condition=models.Q(address=Lower("address")), name="email_is_lower_case"),
        ]
        indexes = [
            models.Index(fields=["address"], name="email_prefix", opclasses=["text_pattern_ops"]),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.address

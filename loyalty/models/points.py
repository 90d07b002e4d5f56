"""Points: a ledger of double entries that is only ever added to.

The database itself keeps it: the entries of a transaction sum to zero, nothing is changed, deleted or truncated,
a guest's balance is what his entries come to and never below zero.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models import Guest
from loyalty.choices import OF_A_GUEST, AccountKind, TransactionKind
from loyalty.models.earning import EarningRule
from reservations.models import Stay

_REFUSED = "RAISE EXCEPTION 'The ledger of points is only added to.' USING ERRCODE = 'restrict_violation';"
_BOOK = """
IF EXISTS (SELECT FROM new_entries GROUP BY transaction_id HAVING sum(points) <> 0) THEN
    RAISE EXCEPTION 'The entries of a transaction of points sum to zero.' USING ERRCODE = 'check_violation';
END IF;
UPDATE loyalty_pointsaccount a SET balance = a.balance + s.points
FROM (SELECT account_id, sum(points) AS points FROM new_entries GROUP BY account_id) s
WHERE a.id = s.account_id AND a.guest_id IS NOT NULL AND s.points <> 0;
RETURN NULL;
"""


def _only_added(table: str) -> list[pgtrigger.Trigger]:
    """Refuse UPDATE, DELETE and TRUNCATE; an empty table may be truncated, which changes nothing."""
    return [
        pgtrigger.Trigger(
            name="only_added",
            operation=pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.Before,
            func=_REFUSED,
        ),
        pgtrigger.Trigger(
            name="never_truncated",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=f"IF EXISTS (SELECT FROM {table}) THEN {_REFUSED} END IF; RETURN NULL;",
        ),
    ]


class PointsAccount(models.Model):
    """One account of the ledger. `balance` is kept for the accounts of guests alone, by the entries' own trigger."""

    kind = models.CharField(_("account"), max_length=8, choices=AccountKind)
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="points_accounts", db_index=False
    )
    balance = models.BigIntegerField(_("points"), default=0, db_default=0)

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "kind"], condition=Q(guest__isnull=False), name="one_points_account"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(guest__isnull=True), name="one_points_account_of_the_hotel"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_A_GUEST, guest__isnull=False)
                | (~Q(kind__in=OF_A_GUEST) & Q(guest__isnull=True)),
                name="points_account_of_a_guest",
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.GUEST) | Q(balance__gte=0), name="points_never_below_zero"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.DEBT) | Q(balance__lte=0), name="points_debt_not_above_zero"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="balance_is_the_entries",
                operation=pgtrigger.UpdateOf("balance"),
                when=pgtrigger.Before,
                func=(
                    "IF NEW.balance IS DISTINCT FROM OLD.balance AND pg_trigger_depth() < 2 THEN"
                    " RAISE EXCEPTION 'A balance of points is what its entries come to.'"
                    " USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.guest_id or ''}: {self.balance}"


class PointsTransaction(models.Model):
    """Why points moved: `cause` says it once for ever ('award:<stay>:<rule>', 'merge:<number>', …).

    `figures` is what it was computed from: of an award spend by category, rates and multiplier.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TransactionKind)
    cause = models.CharField(max_length=80, unique=True)
    stay = models.ForeignKey(Stay, models.PROTECT, null=True, blank=True, related_name="points")
    rule = models.ForeignKey(EarningRule, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reversals")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        blank=True,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))
    business_date = models.DateField(_("business date"), db_index=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("points transaction")
        verbose_name_plural = _("points transactions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stay", "rule"],
                condition=Q(kind=TransactionKind.AWARD),
                name="one_award_per_stay_and_rule",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("by")),
                name="points_approved_by_somebody_else",
            ),
        ]
        triggers = _only_added("loyalty_pointstransaction")
        permissions = [
            ("view_liability", "May see the points in circulation"),
            ("approve_points", "May approve points entered by a colleague above the limit"),
        ]

    def __str__(self):
        return self.cause


class PointsEntry(models.Model):
    """Points that come to (positive) or leave (negative) one account. Those of a guest carry the day on which they
    expire: what remains of a day's points is the sum of the entries of that day.
    """

    transaction = models.ForeignKey(PointsTransaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(PointsAccount, models.PROTECT, related_name="entries", db_index=False)
    points = models.BigIntegerField(_("points"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("points entry")
        verbose_name_plural = _("points entries")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="points_entry_moves_something"),
        ]
        indexes = [
            models.Index(fields=["account", "expires_on"], include=["points"], name="points_remaining"),
        ]
        triggers = [
            *_only_added("loyalty_pointsentry"),
            pgtrigger.Trigger(
                name="entries_are_booked",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="new_entries"),
                func=_BOOK,
            ),
        ]

    def __str__(self):
        return f"{self.account_id}: {self.points}"

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from guests.choices import RetentionEffect


@audited()
class RetentionRule(TimeStamped):
    """How long the hotel keeps one kind of data, by which law: filled in by the hotel, empty at first.

    `kind` is a key of guests.privacy.retention. END: what is over the term goes at night. HOLD: an erasure has to
    wait until the term is over.
    """

    kind = models.CharField(_("kind of data"), max_length=40)
    effect = models.CharField(_("what happens"), max_length=4, choices=RetentionEffect)
    months = models.PositiveSmallIntegerField(_("months"))
    basis = models.CharField(_("basis in law"), max_length=200)
    is_active = models.BooleanField(_("in force"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["kind", "effect"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "effect"], name="one_term_per_kind_and_effect"),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=1200), name="term_is_1_to_1200_months"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="term_has_a_basis"),
        ]

    def __str__(self):
        return f"{self.kind} {self.effect} {self.months}"

"""An act of weighting, the weights it came to, and since when which of them holds."""

from decimal import Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from analytics.satisfaction.choices import IN_PAIRS, IN_ROUNDS, SAATY, Method, Status, Subject
from analytics.satisfaction.shares import PLACES
from feedback.models import Criterion, Indicator, IndicatorSystem


class Weighting(models.Model):
    """One act: what was weighed, how, by whom decided. Its rounds and their figures are the protocol.

    `cv_limit` is the coefficient of variation up to which the experts of a Delphi round agree.
    """

    subject = models.CharField(_("what is weighed"), max_length=12, choices=Subject)
    version = models.PositiveIntegerField(_("version"))
    system = models.ForeignKey(
        IndicatorSystem,
        models.PROTECT,
        verbose_name=_("indicator system"),
        null=True,
        blank=True,
        related_name="weightings",
    )
    method = models.CharField(_("method"), max_length=13, choices=Method)
    name = models.CharField(_("name"), max_length=80, blank=True, default="")
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    cv_limit = models.DecimalField(
        _("experts agree up to a coefficient of variation of"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.25"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(2))],
    )
    note = models.TextField(_("occasion"), blank=True, default="")
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    created_by = models.CharField(_("started by"), max_length=150, blank=True, default="")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("weighting")
        verbose_name_plural = _("weightings")
        ordering = ["subject", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "version"], name="one_weighting_per_version"),
            models.UniqueConstraint(
                fields=["subject", "system"],
                condition=Q(status=Status.IN_FORCE),
                nulls_distinct=False,
                name="one_weighting_in_force",
            ),
            models.CheckConstraint(
                condition=Q(subject=Subject.SATISFACTION, system__isnull=False)
                | Q(subject=Subject.POTENTIAL, system__isnull=True),
                name="satisfaction_is_weighed_in_a_system",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.DISCARDED]) | Q(decided_on__isnull=False),
                name="a_weighting_is_decided_on_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.version} · {self.title}"

    @property
    def title(self) -> str:
        """Its name; one that the program made is called after how it was made, in the reader's language."""
        return self.name or str(self.get_method_display())

    def get_absolute_url(self) -> str:
        return reverse("satisfaction:weighting", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_decided(self) -> bool:
        return self.status in (Status.AGREED, Status.IN_FORCE, Status.RETIRED)

    @property
    def is_in_pairs(self) -> bool:
        return self.method in IN_PAIRS

    @property
    def is_in_rounds(self) -> bool:
        return self.method in IN_ROUNDS

    @property
    def is_saaty(self) -> bool:
        return self.method in SAATY


class Weight(models.Model):
    """The share of one sibling in its group; written once, when the weighting is decided.

    `group` is "" for the criteria (and for the six indicators of CPV), a criterion's key for its indicators;
    `item` is the sibling's key. `criterion` is set for both levels of satisfaction, `indicator` for its level 3.
    """

    weighting = models.ForeignKey(Weighting, models.PROTECT, related_name="weights")
    group = models.CharField(max_length=40, blank=True, default="")
    item = models.CharField(max_length=40)
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="weights")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="weights")
    weight = models.DecimalField(_("weight"), max_digits=PLACES + 2, decimal_places=PLACES)

    class Meta:
        verbose_name = _("weight")
        verbose_name_plural = _("weights")
        ordering = ["weighting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["weighting", "group", "item"], name="one_weight_per_sibling"),
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=1), name="weight_is_a_share"),
            models.CheckConstraint(
                condition=Q(indicator__isnull=True) | Q(criterion__isnull=False),
                name="an_indicator_is_weighed_in_its_criterion",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="weights_are_written_once", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="siblings_sum_to_one",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("total", "numeric")],
                func=(
                    "SELECT sum(weight) INTO total FROM satisfaction_weight"
                    ' WHERE weighting_id = NEW.weighting_id AND "group" = NEW."group";'
                    " IF total <> 1 THEN RAISE EXCEPTION"
                    " 'weights of weighting %, group \"%\" sum to %, not to 1',"
                    " NEW.weighting_id, NEW.\"group\", total USING ERRCODE = 'check_violation'; END IF;"
                    " RETURN NULL;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.group}/{self.item}: {self.weight}"


class InForce(models.Model):
    """From which day a weighting holds; rows are added, never changed. Of one day the last row counts."""

    weighting = models.ForeignKey(Weighting, models.PROTECT, related_name="terms")
    valid_from = models.DateField(_("valid from"))
    is_rollback = models.BooleanField(_("taken back"), default=False)
    why = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    created_by = models.CharField(_("put in force by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("weighting in force")
        verbose_name_plural = _("weightings in force")
        ordering = ["-valid_from", "-pk"]
        triggers = [
            pgtrigger.Protect(name="terms_are_only_added", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.weighting_id} from {self.valid_from}"

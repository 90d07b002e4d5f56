"""What the hotel does for a guest after a failure, how much of it each department may give, and how fast it must be."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.base import TimeStamped, staff
from common.money import MoneyField
from common.wording import labelled
from feedback.care_choices import ClockSubject, RecoveryStatus, RecoveryTool
from feedback.complaint_clock import Clock
from feedback.models.complaint import Complaint
from guests.choices import Department


class Recovery(models.Model):
    """One tool of the toolkit, given or promised. `cost` is what it costs the hotel, in its currency."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="recoveries")
    tool = models.CharField(_("tool"), max_length=10, choices=RecoveryTool)
    detail = models.CharField(_("what exactly"), max_length=300)
    cost = MoneyField(_("cost to the hotel"), default=0, validators=[MinValueValidator(0)])
    status = models.CharField(_("status"), max_length=8, choices=RecoveryStatus)
    due_on = models.DateField(_("promised for"), null=True, blank=True)
    given_by = staff(_("decided by"))
    given_at = models.DateTimeField(_("decided"))
    approved_by = staff(_("approved by"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=300, blank=True, default="")
    done_by = staff(_("carried out by"))
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["given_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gte=0), name="recovery_costs_no_less_than_nothing"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(given_by__isnull=True)
                | ~Q(approved_by=F("given_by")),
                name="recovery_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(status=RecoveryStatus.GIVEN) | Q(done_at__isnull=False),
                name="recovery_given_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="recovery_unfinished",
                condition=Q(status__in=[RecoveryStatus.WAITING, RecoveryStatus.PROMISED]),
            )
        ]
        permissions = [("approve_recovery", "May approve recovery above a colleague's limit")]

    def __str__(self):
        return labelled(self.get_tool_display(), self.detail)


class RecoveryLimit(TimeStamped):
    """Up to what cost people of a department may give a tool by themselves; `most` None: any; no row: nothing."""

    department = models.CharField(_("department"), max_length=13, choices=Department)
    tool = models.CharField(_("tool"), max_length=10, choices=RecoveryTool)
    most = MoneyField(_("up to, without asking"), null=True, blank=True, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("limit of recovery")
        verbose_name_plural = _("limits of recovery")
        ordering = ["department", "tool"]
        constraints = [
            models.UniqueConstraint(fields=["department", "tool"], name="one_limit_per_department_and_tool"),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(most__gte=0), name="recovery_limit_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.department} {self.tool}: {self.most}"


class ServiceClock(TimeStamped):
    """How fast: minutes until it must be taken in hand, settled, and from then until management is told."""

    subject = models.CharField(_("for"), max_length=8, choices=ClockSubject, primary_key=True)
    take_within = models.PositiveIntegerField(_("minutes to take it in hand"))
    settle_within = models.PositiveIntegerField(_("minutes to settle it"))
    management_after = models.PositiveIntegerField(_("minutes from then until management is told"))

    class Meta:
        verbose_name = _("service clock")
        verbose_name_plural = _("service clocks")
        ordering = ["settle_within"]
        constraints = [
            models.CheckConstraint(
                condition=Q(take_within__gte=1, settle_within__gte=F("take_within")),
                name="service_clock_takes_before_it_settles",
            )
        ]

    def __str__(self):
        return self.get_subject_display()

    @property
    def clock(self) -> Clock:
        return Clock(self.take_within, self.settle_within, self.management_after)

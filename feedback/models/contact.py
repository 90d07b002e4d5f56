"""Calls after a departure, visits during a stay, and what guests ask for meanwhile."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.base import staff
from feedback.care_choices import (
    REQUEST_NOT_DONE,
    CallResult,
    CallStatus,
    NotCalled,
    RequestStatus,
    VisitKind,
)
from feedback.models.complaint import Complaint
from guests.choices import Department
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from reservations.models import Stay


class CallBack(models.Model):
    """The call after one stay. `priority` 0–100 and `reasons` are of `call_priority`; `next_on` is when to call."""

    stay = models.OneToOneField(Stay, models.CASCADE, related_name="call_back")
    guest = models.ForeignKey(Guest, models.PROTECT, verbose_name=_("guest"), related_name="call_backs")
    departed_on = models.DateField(_("left"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    reasons = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CallStatus, default=CallStatus.DUE)
    not_called = models.CharField(
        _("why nobody calls"), max_length=8, choices=NotCalled, blank=True, default=""
    )
    next_on = models.DateField(_("to call on"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    result = models.CharField(_("result"), max_length=12, choices=CallResult, blank=True, default="")
    called_by = staff(_("called by"))
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    note = models.CharField(_("what he said"), max_length=1000, blank=True, default="")
    complaint = models.ForeignKey(
        Complaint, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering = ["-priority", "next_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=CallStatus.DONE) | Q(called_at__isnull=False),
                name="call_done_at_a_moment",
            )
        ]
        indexes = [
            models.Index(
                fields=["-priority", "next_on"], name="call_due", condition=Q(status=CallStatus.DUE)
            ),
            models.Index(fields=["departed_on"], name="call_departed"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id} {self.departed_on}"


class CallAttempt(models.Model):
    """One time somebody called, with how it went; `next_on` is what was agreed then."""

    call_back = models.ForeignKey(CallBack, models.CASCADE, related_name="tries")
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    result = models.CharField(_("result"), max_length=12, choices=CallResult)
    note = models.CharField(_("what he said"), max_length=1000, blank=True, default="")
    next_on = models.DateField(_("to call on"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt to call")
        verbose_name_plural = _("attempts to call")
        ordering = ["call_back", "at", "pk"]

    def __str__(self):
        return f"{self.call_back_id} {self.result}"


class Visit(models.Model):
    """Somebody saw or called a guest of the house; one a day and stay."""

    stay = models.ForeignKey(Stay, models.CASCADE, related_name="visits")
    guest = models.ForeignKey(Guest, models.PROTECT, verbose_name=_("guest"), related_name="visits")
    business_date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=5, choices=VisitKind, default=VisitKind.VISIT)
    result = models.CharField(_("result"), max_length=12, choices=CallResult)
    note = models.CharField(_("what he said"), max_length=1000, blank=True, default="")
    by = staff(_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["stay", "business_date"], name="one_visit_a_day_and_stay")
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id} {self.business_date}"


class GuestRequest(models.Model):
    """What a guest asks for, with its clock: `take_by` and `due_at` of the service clock of requests."""

    guest = models.ForeignKey(
        Guest, models.PROTECT, verbose_name=_("guest"), null=True, blank=True, related_name="requests"
    )
    stay = models.ForeignKey(
        Stay, models.SET_NULL, verbose_name=_("stay"), null=True, blank=True, related_name="requests"
    )
    room_text = models.CharField(_("room or place"), max_length=40)
    department = models.CharField(_("department"), max_length=13, choices=Department)
    text = models.CharField(_("what he asks for"), max_length=300)
    status = models.CharField(_("status"), max_length=9, choices=RequestStatus, default=RequestStatus.OPEN)
    opened_at = models.DateTimeField(_("asked"))
    opened_by = staff(_("noted by"))
    take_by = models.DateTimeField(_("to be taken by"))
    due_at = models.DateTimeField(_("due"))
    taken_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    taken_by = staff(_("in the hands of"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = staff(_("done by"))
    outcome = models.CharField(_("outcome"), max_length=300, blank=True, default="")
    escalation = models.PositiveSmallIntegerField(_("escalated"), default=0)

    class Meta:
        verbose_name = _("request of a guest")
        verbose_name_plural = _("requests of guests")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[*REQUEST_NOT_DONE]) | Q(done_at__isnull=False),
                name="request_ended_at_a_moment",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="request_not_done", condition=Q(status__in=[*REQUEST_NOT_DONE])
            )
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.room_text}: {self.text}"

"""A complaint, its steps, what is done about it, and the question whether it is well again."""

import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat, LPad, Now
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from common.base import staff
from feedback.care_choices import (
    NOT_CLOSED,
    UNSETTLED,
    UNTAKEN,
    Cause,
    ComplaintSource,
    ComplaintStatus,
    EventKind,
    Severity,
    Verdict,
)
from feedback.models.answers import AnswerSet
from feedback.models.system import Indicator
from guests.choices import Department
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from reservations.models import Stay

LONGEST_TEXT = 2000


class Complaint(models.Model):
    """What went wrong for a guest (None: nobody knows whose complaint it is).

    `take_by` and `due_at` come from the service clock of its severity when it is opened, graded or reopened;
    `clock_from` is that moment. `escalation` is the level reached (see `complaint_clock`), `business_date` the
    hotel's day on which it counts. `source_name` and `external_id` say which system sent it, by which number.
    """

    number = models.GeneratedField(
        expression=Concat(Value("C"), LPad(Cast("id", models.CharField()), 6, Value("0"))),
        output_field=models.CharField(max_length=9, verbose_name=_("number")),
        db_persist=True,
        unique=True,
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, verbose_name=_("guest"), null=True, blank=True, related_name="complaints"
    )
    stay = models.ForeignKey(
        Stay, models.SET_NULL, verbose_name=_("stay"), null=True, blank=True, related_name="complaints"
    )
    room_text = models.CharField(_("room or place"), max_length=40, blank=True, default="")
    cause = models.CharField(_("about"), max_length=11, choices=Cause)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    department = models.CharField(_("department"), max_length=13, choices=Department)
    text = models.CharField(_("what happened"), max_length=LONGEST_TEXT)
    source = models.CharField(_("how we know"), max_length=10, choices=ComplaintSource)
    source_name = models.CharField(max_length=40, blank=True, default="", editable=False)
    external_id = models.CharField(max_length=120, blank=True, default="", editable=False)
    answer_set = models.OneToOneField(
        AnswerSet, models.SET_NULL, null=True, blank=True, related_name="complaint", editable=False
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    status = models.CharField(
        _("status"), max_length=9, choices=ComplaintStatus, default=ComplaintStatus.OPEN
    )
    business_date = models.DateField(_("day"))
    opened_at = models.DateTimeField(_("opened"))
    opened_by = staff(_("opened by"))
    clock_from = models.DateTimeField()
    take_by = models.DateTimeField(_("to be taken by"))
    due_at = models.DateTimeField(_("due"))
    taken_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    taken_by = staff(_("in the hands of"))
    escalation = models.PositiveSmallIntegerField(_("escalated"), default=0)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = staff(_("closed by"))
    close_reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    times_reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_name", "external_id"],
                condition=~Q(external_id=""),
                name="one_complaint_per_number_at_the_source",
            ),
            models.CheckConstraint(
                condition=~Q(status=ComplaintStatus.CLOSED) | Q(closed_at__isnull=False),
                name="complaint_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=ComplaintStatus.CLOSED)
                | Q(recovered_at__isnull=False)
                | ~Q(close_reason=""),
                name="complaint_closed_with_recovery_or_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=ComplaintStatus.IN_HAND) | Q(taken_at__isnull=False),
                name="complaint_in_hand_was_taken",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="complaint_unsettled", condition=Q(status__in=[*UNSETTLED])),
            models.Index(
                fields=["guest"], name="complaint_not_closed", condition=Q(status__in=[*NOT_CLOSED])
            ),
            models.Index(fields=["guest", "-opened_at"], name="complaint_of_guest"),
            models.Index(fields=["business_date"], name="complaint_day"),
        ]
        permissions = [
            ("report_complaints", "May read the reports on complaints and recovery"),
            ("view_every_complaint", "May read the complaints of every department"),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return self.number or f"C{self.pk}"

    def get_absolute_url(self) -> str:
        return address("care:complaint", self.number)

    @property
    def is_unsettled(self) -> bool:
        """Somebody still has to do something about it."""
        return self.status in UNSETTLED

    @property
    def is_untaken(self) -> bool:
        return self.status in UNTAKEN

    @property
    def is_closed(self) -> bool:
        return self.status == ComplaintStatus.CLOSED


class ComplaintEvent(models.Model):
    """One step; the database refuses to change or delete it. An erasure may empty its words, nothing else."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    kind = models.CharField(_("step"), max_length=9, choices=EventKind)
    at = models.DateTimeField(_("at"))
    by = staff(_("by"))
    text = models.CharField(_("words"), max_length=LONGEST_TEXT, blank=True, default="")
    before = models.CharField(max_length=40, blank=True, default="")
    after = models.CharField(max_length=40, blank=True, default="")
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        ordering = ["complaint", "at", "pk"]
        triggers = [
            pgtrigger.Trigger(
                name="steps_are_only_added",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=(
                    "IF TG_OP = 'UPDATE' AND (NEW.id, NEW.complaint_id, NEW.kind, NEW.at, NEW.before, NEW.after)"
                    " IS NOT DISTINCT FROM (OLD.id, OLD.complaint_id, OLD.kind, OLD.at, OLD.before, OLD.after)"
                    " AND (NEW.text = OLD.text OR NEW.text = '' OR NEW.text LIKE '%•%')"
                    " AND COALESCE(NEW.by_id = OLD.by_id, NEW.by_id IS NULL) THEN RETURN NEW; END IF;"
                    " RAISE EXCEPTION 'A step of a complaint is never changed: add a new one.'"
                    " USING ERRCODE = 'restrict_violation';"
                ),
            )
        ]

    def __str__(self):
        return f"{self.complaint_id} {self.kind}"


class FollowUp(models.Model):
    """The question, some time after the recovery, whether it is well again; one is open at a time."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="follow_ups")
    question = models.CharField(_("question to the guest"), max_length=300)
    due_on = models.DateField(_("to be asked on"))
    asked_by = staff(_("noted by"))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    verdict = models.CharField(_("his answer"), max_length=11, choices=Verdict, blank=True, default="")
    answer = models.CharField(_("his words"), max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_to = staff(_("answered to"))

    class Meta:
        verbose_name = _("follow-up question")
        verbose_name_plural = _("follow-up questions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(answered_at__isnull=True), name="one_open_follow_up"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, verdict="")
                | (Q(answered_at__isnull=False) & ~Q(verdict="")),
                name="follow_up_answered_with_a_verdict",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="follow_up_open", condition=Q(answered_at__isnull=True))
        ]

    def __str__(self):
        return self.question

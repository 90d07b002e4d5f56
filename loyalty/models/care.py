"""Occasions on which the hotel thinks of a guest: how it does so, in which words, and what became of each."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.base import TimeStamped
from common.money import MoneyField
from guests.choices import ContactChannel, Department
from guests.models import Guest
from guests.models.landing import lands_on_survivor
from loyalty.giving_choices import Audience, MessageStatus, Occasion, TaskStatus
from loyalty.models.tiers import staff


@audited()
class CareRule(TimeStamped):
    """What the hotel does on one occasion, and its words in both languages.

    The texts may name {name}, {hotel}, {occasion} and {gift}. `task_for` gets a task for `department`, and so does
    whoever is in the house that day; `greets` gets a message, if he agreed to it.
    """

    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion, primary_key=True)
    is_active = models.BooleanField(_("active"), default=True)
    task_for = models.CharField(_("task for"), max_length=9, choices=Audience, default=Audience.MEMBERS)
    in_house_too = models.BooleanField(_("and for everybody in the house that day"), default=True)
    greets = models.CharField(_("greeting to"), max_length=9, choices=Audience, default=Audience.MEMBERS)
    department = models.CharField(
        _("department"), max_length=13, choices=Department, default=Department.GUEST_SERVICE
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("known so many days ahead"), default=7, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    gift_zh = models.CharField(_("gift (Chinese)"), max_length=200, blank=True, default="")
    gift_en = models.CharField(_("gift (English)"), max_length=200, blank=True, default="")
    gift_cost = MoneyField(_("cost of the gift"), default=0, validators=[MinValueValidator(0)])
    subject_zh = models.CharField(_("subject (Chinese)"), max_length=150)
    text_zh = models.TextField(_("text (Chinese)"), max_length=2000)
    subject_en = models.CharField(_("subject (English)"), max_length=150)
    text_en = models.TextField(_("text (English)"), max_length=2000)

    class Meta:
        verbose_name = _("rule of care")
        verbose_name_plural = _("rules of care")
        ordering = ["occasion"]
        constraints = [
            models.CheckConstraint(condition=Q(gift_cost__gte=0), name="care_gift_cost_not_negative"),
            models.CheckConstraint(condition=Q(days_ahead__range=(1, 30)), name="care_known_ahead"),
        ]

    def __str__(self):
        return self.get_occasion_display()

    def words(self, language: str) -> tuple[str, str, str]:
        """(subject, text, gift) in one of our two languages."""
        if language.startswith("zh"):
            return self.subject_zh, self.text_zh, self.gift_zh
        return self.subject_en, self.text_en, self.gift_en


class Care(TimeStamped):
    """One occasion of one guest: a task for people, a greeting by mail, or both. There is one at most, whatever runs
    how often: `period` is the year it belongs to (of a lunar birthday the lunar year), of the tenth stay 10.
    """

    guest = models.ForeignKey(Guest, models.PROTECT, related_name="care", db_index=False)
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion)
    period = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("day"))
    task = models.CharField(_("task"), max_length=8, choices=TaskStatus, default=TaskStatus.NONE)
    department = models.CharField(_("department"), max_length=13, choices=Department)
    gift = models.CharField(_("gift"), max_length=200, blank=True, default="")
    gift_cost = MoneyField(_("cost of the gift"), default=0, validators=[MinValueValidator(0)])
    note = models.CharField(_("note"), max_length=300, blank=True, default="")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = staff(_("settled by"))
    message = models.CharField(_("greeting"), max_length=9, choices=MessageStatus, default=MessageStatus.NONE)
    channel = models.CharField(_("channel"), max_length=6, choices=ContactChannel, blank=True, default="")
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=40, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)

    class Meta:
        verbose_name = _("care for a guest")
        verbose_name_plural = _("care for guests")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guest", "occasion", "period"], name="care_once"),
            models.CheckConstraint(condition=Q(gift_cost__gte=0), name="care_cost_not_negative"),
            models.CheckConstraint(
                condition=~Q(message=MessageStatus.SENT) | Q(sent_at__isnull=False),
                name="care_sent_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="care_day"),
            models.Index(fields=["due_at"], name="care_waiting", condition=Q(message=MessageStatus.WAITING)),
        ]
        triggers = [lands_on_survivor()]

    def __str__(self):
        return f"{self.guest_id} {self.occasion} {self.period}"

"""What is asked (a version of the indicator system) and how (an instrument)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.choices import Scale, SurveyChannel, SystemStatus
from guests.choices import Department


def in_readers_language(zh: str, en: str) -> str:
    return zh if (get_language() or "").startswith("zh") else en


def only_in_a_draft() -> pgtrigger.Trigger:
    """A version that guests have answered is never changed under their answers."""
    return pgtrigger.Trigger(
        name="changes_only_in_a_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("its_system", "bigint"), ("its_status", "text")],
        func=(
            "its_system := CASE WHEN TG_OP = 'DELETE' THEN OLD.system_id ELSE NEW.system_id END;"
            " SELECT status INTO its_status FROM feedback_indicatorsystem WHERE id = its_system;"
            " IF its_status <> 'draft' THEN RAISE EXCEPTION"
            " 'indicator system % is %, only a draft can be changed', its_system, its_status; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class BothLanguages(models.Model):
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_readers_language(self.name_zh, self.name_en)


class IndicatorSystem(BothLanguages):
    """One version of criteria and indicators; the next one begins as a draft made from the present."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(_("status"), max_length=9, choices=SystemStatus, default=SystemStatus.DRAFT)
    note = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("indicator system")
        verbose_name_plural = _("indicator systems")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status=SystemStatus.PUBLISHED),
                name="one_indicator_system_in_use",
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status=SystemStatus.DRAFT), name="one_indicator_system_draft"
            ),
            models.CheckConstraint(
                condition=Q(status=SystemStatus.DRAFT) | Q(published_at__isnull=False),
                name="indicator_system_published_at_a_moment",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("feedback:system", args=[self.version])

    @property
    def is_draft(self) -> bool:
        return self.status == SystemStatus.DRAFT


class Criterion(BothLanguages):
    """Level 2: `key` stays the same from version to version."""

    system = models.ForeignKey(IndicatorSystem, models.PROTECT, related_name="criteria")
    key = models.SlugField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["system", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="one_criterion_per_key"),
        ]
        triggers = [only_in_a_draft()]


class Indicator(BothLanguages):
    """Level 3: one question. `system` is its criterion's, kept here so that the key is unique in a version."""

    system = models.ForeignKey(IndicatorSystem, models.PROTECT, related_name="indicators")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="indicators")
    key = models.SlugField(_("key"), max_length=40)
    department = models.CharField(_("department"), max_length=13, choices=Department)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["system", "criterion__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="one_indicator_per_key"),
        ]
        triggers = [only_in_a_draft()]


class Instrument(models.Model):
    """How a version of the system is asked: by which scale, under which title. Versions are added, never changed.

    `complaint_below`: an answer whose score (0–100) is lower opens a complaint; None opens none.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    system = models.ForeignKey(
        IndicatorSystem, models.PROTECT, verbose_name=_("indicator system"), related_name="instruments"
    )
    scale = models.CharField(_("scale"), max_length=8, choices=Scale)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120)
    complaint_below = models.PositiveSmallIntegerField(
        _("an answer scored below this opens a complaint"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(complaint_below__isnull=True) | Q(complaint_below__lte=100),
                name="complaint_below_is_a_score",
            ),
        ]

    def __str__(self):
        return f"{self.version} · {self.title}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_readers_language(self.title_zh, self.title_en)


class InstrumentChannel(models.Model):
    """Which instrument a channel asks with now; a channel without a row does not ask."""

    channel = models.CharField(_("channel"), max_length=9, choices=SurveyChannel, primary_key=True)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="channels")

    class Meta:
        verbose_name = _("survey of a channel")
        ordering = ["channel"]

    def __str__(self):
        return f"{self.channel}: {self.instrument_id}"

"""What was done for a segment, for whom, and for whom on purpose not, so that it can be told what came of it."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guests.models import Guest

#: Somebody must be treated, and somebody not, or there is nothing to compare with.
LEAST_SHARE, MOST_SHARE = 5, 95


class Treatment(models.Model):
    """Something done for the guests of a segment from `begun_on` on, compared over `days` days after it.

    `segment` is the segment's address, `segment_name` and `document` what it was then. Of its guests `share` percent
    were drawn by chance to be treated; the others are left alone. `results` are what came of it up to `measured_on`;
    see `services.treating`.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    what = models.TextField(_("what is done"))
    segment = models.CharField(_("segment"), max_length=80)
    segment_name = models.CharField(_("segment"), max_length=120)
    document = models.JSONField(_("query"))
    begun_on = models.DateField(_("begun"))
    days = models.PositiveSmallIntegerField(
        _("days compared"), default=90, validators=[MinValueValidator(7), MaxValueValidator(730)]
    )
    share = models.PositiveSmallIntegerField(
        _("share treated, %"),
        default=80,
        validators=[MinValueValidator(LEAST_SHARE), MaxValueValidator(MOST_SHARE)],
    )
    begun_by = models.CharField(_("begun by"), max_length=150, blank=True, default="")
    made_at = models.DateTimeField(_("noted"))
    treated = models.PositiveIntegerField(_("treated"), default=0)
    left_alone = models.PositiveIntegerField(_("left alone"), default=0)
    measured_on = models.DateField(_("measured"), null=True)
    results = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("what was done for a segment")
        verbose_name_plural = _("what was done for segments")
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(what=""), name="treatment_says_what_is_done"),
            models.CheckConstraint(
                condition=Q(share__range=(LEAST_SHARE, MOST_SHARE)), name="treatment_leaves_some_alone"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("segments:treatment", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day that counts."""
        return self.begun_on + timedelta(days=self.days)

    @property
    def is_over(self) -> bool:
        return self.measured_on is not None and self.measured_on >= self.last_day


class TreatedGuest(models.Model):
    """A guest of the segment, drawn to be treated or to be left alone. `codes` are his attributes then
    ({attribute: code}; what was unknown is missing), so that a tree can learn whom it does good."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="members", db_index=False)
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="treatments")
    is_treated = models.BooleanField(_("treated"))
    codes = models.JSONField(_("attributes"), default=dict)

    class Meta:
        verbose_name = _("guest for whom something was done")
        verbose_name_plural = _("guests for whom something was done")
        constraints = [
            models.UniqueConstraint(fields=["treatment", "guest"], name="guest_once_per_treatment"),
        ]

    def __str__(self):
        return f"{self.treatment_id} {self.guest_id}"

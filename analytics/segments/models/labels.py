"""The guests a tree learns from: sampled over all clusters, each with what was known of him, what the rules
proposed, and what people said."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.models import JobRun
from guests.models import Guest


class TrainingSample(models.Model):
    """One drawing. `silhouettes` are [[k, −1 … 1]], `profiles` by cluster the values in which it differs from all,
    `sizes` the guests of each cluster; `proposed` counts what the rules say of all guests, {segment: guests}."""

    made_at = models.DateTimeField(_("drawn"))
    made_by = models.CharField(_("drawn by"), max_length=150, blank=True, default="")
    business_date = models.DateField(_("attributes of the night of"))
    guests = models.PositiveIntegerField(_("guests clustered"))
    size = models.PositiveIntegerField(_("guests drawn"))
    seed = models.PositiveIntegerField(_("seed"))
    silhouettes = models.JSONField(default=list)
    profiles = models.JSONField(default=list)
    sizes = models.JSONField(default=list)
    proposed = models.JSONField(default=dict)
    job_run = models.ForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("training sample")
        verbose_name_plural = _("training samples")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pk}: {self.size}"


class SampledGuest(models.Model):
    """One guest of a sample. `values` are his attributes of that night ({attribute: value}; what is unknown is
    missing), kept so that a tree learns from what those who labelled him saw. `rule` is the place of the rule that
    proposed. `weight`: how many times as frequent his kind is among all guests as in the sample, which has more of
    rare kinds."""

    sample = models.ForeignKey(TrainingSample, models.CASCADE, related_name="members")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="sampled")
    position = models.PositiveIntegerField(_("position"))
    cluster = models.PositiveSmallIntegerField(_("cluster"))
    values = models.JSONField(_("attributes"), default=dict)
    proposed = models.CharField(_("proposed segment"), max_length=40, blank=True, default="")
    rule = models.PositiveSmallIntegerField(_("rule"), null=True)
    weight = models.FloatField(_("weight"), default=1.0, db_default=1.0)

    class Meta:
        verbose_name = _("guest of a training sample")
        verbose_name_plural = _("guests of training samples")
        constraints = [
            models.UniqueConstraint(fields=["sample", "guest"], name="guest_once_per_training_sample"),
            models.UniqueConstraint(fields=["sample", "position"], name="place_once_per_training_sample"),
        ]

    def __str__(self):
        return f"{self.sample_id} #{self.position}"


class SegmentLabel(models.Model):
    """Somebody said which segment a sampled guest belongs to. Labels are added and withdrawn, never changed.

    `by_rule`: nobody looked; the proposal was taken over for a demonstration.
    """

    sampled = models.ForeignKey(SampledGuest, models.CASCADE, related_name="labels")
    segment = models.CharField(_("segment"), max_length=40)
    labelled_by = models.CharField(_("labelled by"), max_length=150, blank=True, default="")
    labelled_at = models.DateTimeField(_("labelled"), db_default=Now())
    by_rule = models.BooleanField(_("taken over from the rules"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("label of a guest")
        verbose_name_plural = _("labels of guests")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sampled"], condition=Q(withdrawn_at__isnull=True), name="one_standing_segment_label"
            ),
            models.CheckConstraint(
                condition=Q(by_rule=True) | ~Q(labelled_by=""), name="segment_label_says_who_gave_it"
            ),
        ]

    def __str__(self):
        return f"{self.sampled_id}: {self.segment}"

"""Which segment each guest is in, who moved when, and the nights' counts."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from analytics.segments.models.trees import TreeVersion
from guests.models import Guest


class SegmentMembership(models.Model):
    """Written by the night's SQL alone, and only where something differs. `leaf` is the number of the leaf of
    `version` that put him there, `previous` the segment before ('' for none)."""

    # A constraint of the database on each would cost the night that writes everybody as much as all the rest of it.
    guest = models.OneToOneField(
        Guest, models.CASCADE, primary_key=True, db_constraint=False, related_name="segment_membership"
    )
    version = models.ForeignKey(
        TreeVersion, models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    leaf = models.PositiveIntegerField(_("rule"))
    segment = models.CharField(_("segment"), max_length=40)
    since = models.DateField(_("since"))
    previous = models.CharField(_("before that"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("segment of a guest")
        verbose_name_plural = _("segments of guests")
        indexes = [models.Index(fields=["segment", "since"], name="segment_members")]

    def __str__(self):
        return f"{self.guest_id}: {self.segment}"


class SegmentMove(models.Model):
    """In the night of `day` a guest went from one segment, in which he had been since `was_since`, to another."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="segment_moves", db_index=False)
    day = models.DateField(_("night of"))
    was = models.CharField(_("segment before"), max_length=40)
    was_since = models.DateField(_("since"))
    now = models.CharField(_("segment after"), max_length=40)
    version = models.ForeignKey(TreeVersion, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("move between segments")
        verbose_name_plural = _("moves between segments")
        constraints = [
            models.UniqueConstraint(fields=["guest", "day"], name="one_segment_move_a_night"),
            models.CheckConstraint(condition=~Q(was=F("now")), name="segment_move_moves"),
        ]
        indexes = [models.Index(fields=["day", "now"], name="segment_move_day")]

    def __str__(self):
        return f"{self.guest_id} {self.day}: {self.was} → {self.now}"


class SegmentNight(models.Model):
    """What one night came to: computed once and stored."""

    business_date = models.DateField(_("business date"), unique=True)
    finished_at = models.DateTimeField(_("finished"))
    version = models.ForeignKey(TreeVersion, models.PROTECT, related_name="nights")
    guests = models.PositiveIntegerField(_("guests"))
    #: {segment: guests}
    counts = models.JSONField(default=dict)
    #: [[was, now, guests]]
    moves = models.JSONField(default=list)

    class Meta:
        verbose_name = _("night of the segments")
        verbose_name_plural = _("nights of the segments")
        ordering = ["-business_date"]

    def __str__(self):
        return str(self.business_date)

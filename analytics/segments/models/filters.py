"""Live filters kept as segments: who was in them in the last night, who entered or left when, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.base import TimeStamped, Versioned
from guests.models import Guest


class FilterSegment(TimeStamped, Versioned):
    """A combined query that is a segment: counted live, and compared every night with the night before.

    `document` is what guests.query.document reads. A query that names a person is no segment.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    document = models.JSONField(_("query"))
    note = models.CharField(_("what it is for"), max_length=300, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("pinned by"),
        null=True,
        related_name="filter_segments",
    )

    class Meta:
        verbose_name = _("segment by filter")
        verbose_name_plural = _("segments by filter")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="filter_segment_has_a_name"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("segments:filter", args=[self.pk])


class FilterMember(models.Model):
    """A guest who was in the segment in its last night, and the night in which he entered."""

    segment = models.ForeignKey(FilterSegment, models.CASCADE, related_name="members")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="filter_segments")
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("guest of a segment by filter")
        verbose_name_plural = _("guests of segments by filter")
        constraints = [
            models.UniqueConstraint(fields=["segment", "guest"], name="guest_once_per_filter_segment"),
        ]

    def __str__(self):
        return f"{self.segment_id} {self.guest_id}"


class FilterMove(models.Model):
    """In the night of `day` a guest entered the segment or left it.

    `because` are the attributes of the query that changed for him: [[attribute, code before, code after], …]; an
    empty one: something else that the query asks for. `is_new`: he is known on one side of that night alone, because
    he is new or because he is no guest of his own any more.
    """

    segment = models.ForeignKey(FilterSegment, models.CASCADE, related_name="moves", db_index=False)
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="filter_moves")
    day = models.DateField(_("night of"))
    entered = models.BooleanField(_("came in"))
    because = models.JSONField(_("because of"), default=list)
    is_new = models.BooleanField(_("new"), default=False)

    class Meta:
        verbose_name = _("move of a segment by filter")
        verbose_name_plural = _("moves of segments by filter")
        constraints = [
            models.UniqueConstraint(fields=["segment", "day", "guest"], name="one_filter_move_a_night"),
        ]

    def __str__(self):
        return f"{self.segment_id} {self.day} {self.guest_id}"


class FilterNight(models.Model):
    """What one night of a segment came to. `document` is what was asked: another question makes other guests."""

    segment = models.ForeignKey(FilterSegment, models.CASCADE, related_name="nights", db_index=False)
    business_date = models.DateField(_("business date"))
    guests = models.PositiveIntegerField(_("guests"))
    entered = models.PositiveIntegerField(_("came in"), default=0)
    left = models.PositiveIntegerField(_("dropped out"), default=0)
    document = models.JSONField(_("query"))
    problem = models.CharField(_("why it was not counted"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("night of a segment by filter")
        verbose_name_plural = _("nights of segments by filter")
        ordering = ["-business_date"]
        constraints = [
            models.UniqueConstraint(fields=["segment", "business_date"], name="one_filter_night"),
        ]

    def __str__(self):
        return f"{self.segment_id} {self.business_date}"

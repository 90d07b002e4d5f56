"""One night's attributes of every guest, the run that made them, and the hotel's bands.

AttributeRow is partitioned by run: a night fills its part as a table of its own, attaches it and moves
`AttributeRun.is_current` in one transaction. GuestAttributes is a view of the shown run's rows, so that whoever
reads it sees one night and never a mixture.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.segments.attributes import ATTRIBUTES
from analytics.value.choices import Period
from analytics.value.models import ValueRun
from guests.models import Guest


class BandVersion(models.Model):
    """One version of the bands; versions are added, never changed, and the newest one counts.

    `edges` are {attribute: [lower ends of the bands after the first, as text]}; see `analytics.segments.bands`.
    """

    edges = models.JSONField(_("bands"), default=dict)
    frequency_period = models.CharField(
        _("frequency is counted per"), max_length=7, choices=Period, default=Period.YEAR
    )
    # The delivered amounts, until there are guests enough to take the quarters of their own.
    is_provisional = models.BooleanField(default=False, db_default=False, editable=False)
    note = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("set on"), auto_now_add=True)
    created_by = models.CharField(_("set by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("bands of the attributes")
        verbose_name_plural = _("bands of the attributes")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pk}"


class AttributeRun(models.Model):
    """One derivation of all attributes as of the end of `business_date`."""

    class Status(models.TextChoices):
        BUILDING = "building", _("being computed")
        COMPLETE = "complete", _("complete")
        REPLACED = "replaced", _("replaced by a later run for the same date")
        ABANDONED = "abandoned", _("abandoned")

    business_date = models.DateField(_("business date"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.BUILDING)
    is_current = models.BooleanField(_("shown"), default=False)
    has_detail = models.BooleanField(_("kept guest by guest"), default=False)
    bands = models.ForeignKey(BandVersion, models.PROTECT, related_name="runs")
    value_run = models.ForeignKey(ValueRun, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    guests = models.PositiveIntegerField(_("guests"), default=0)
    #: {attribute: [guests of each value …]}; whoever is in none of them is unknown.
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("derivation of the attributes")
        verbose_name_plural = _("derivations of the attributes")
        ordering = ["-business_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_attribute_run"
            ),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(status="complete", has_detail=True),
                name="shown_attribute_run_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.business_date} #{self.pk}"


class _Codes(models.Model):
    """One nullable column an attribute: the code of its value, NULL for unknown."""

    class Meta:
        abstract = True


for _attribute in ATTRIBUTES:
    models.SmallIntegerField(_attribute.title, null=True).contribute_to_class(_Codes, _attribute.key)


class AttributeRow(_Codes):
    """A guest's attributes in one run. Written by the night's SQL alone."""

    pk = models.CompositePrimaryKey("run_id", "guest_id")
    run = models.ForeignKey(AttributeRun, models.DO_NOTHING, db_constraint=False, related_name="+")
    guest = models.ForeignKey(Guest, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        managed = False
        db_table = "segments_attributerow"
        verbose_name = _("attributes of a guest in one night")
        verbose_name_plural = _("attributes of guests in one night")

    def __str__(self):
        return f"{self.run_id}: {self.guest_id}"


class GuestAttributes(_Codes):
    """A guest's attributes in the shown run; without a row: nothing was derived of him yet. Never written."""

    guest = models.OneToOneField(
        Guest, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="attributes"
    )
    run = models.ForeignKey(AttributeRun, models.DO_NOTHING, db_constraint=False, related_name="+")

    class Meta:
        managed = False
        db_table = "segments_guestattributes"
        verbose_name = _("attributes of a guest")
        verbose_name_plural = _("attributes of guests")

    def __str__(self):
        return str(self.guest_id)

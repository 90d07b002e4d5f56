"""The nights' figures about the guest files, and the hotel's term for freshness."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class QualityTerm(models.Model):
    """One version of how long a file counts as fresh; versions are added and the newest one counts."""

    fresh_months = models.PositiveSmallIntegerField(
        _("a file is fresh for so many months"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    created_at = models.DateTimeField(_("set on"), auto_now_add=True)
    created_by = models.CharField(_("set by"), max_length=150, blank=True, default="")

    class Meta:
        verbose_name = _("term for freshness")
        verbose_name_plural = _("terms for freshness")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.fresh_months)


class QualityNight(models.Model):
    """What one night found; computed once, stored, and read by the page."""

    business_date = models.DateField(_("business date"), unique=True)
    finished_at = models.DateTimeField(_("finished"))
    fresh_months = models.PositiveSmallIntegerField(_("a file is fresh for so many months"))
    #: [{"by": all | source | department, "key", "guests", "checks": {check: [looked at, failed]}}]
    figures = models.JSONField(default=list)

    class Meta:
        verbose_name = _("night of data quality")
        verbose_name_plural = _("nights of data quality")
        ordering = ["-business_date"]

    def __str__(self):
        return str(self.business_date)

"""What nearly every table has."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class TimeStamped(models.Model):
    """When the row came and when it last changed; both by the database's clock when written in bulk."""

    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_default=Now())

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Counts saves by people, so that two of them cannot overwrite each other unseen."""

    lock_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        abstract = True


def staff(verbose_name, **kwargs) -> models.ForeignKey:
    """Somebody of the staff; None once he has left the house, or where the machinery did it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        related_name="+",
        **kwargs,
    )

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guests.models.guest import Guest


class GuestMerge(models.Model):
    """Two files became one: what went where, and what every changed column said before, so that it can be undone.

    `choices`: {field: "survivor" or "absorbed"} as a person decided. `moved`: {key of the tie: [keys of the rows]}.
    `changed`: [{"model", "pk", "field", "before", "after"}]. `added`: {model: [keys of rows made by the merge]}.
    """

    survivor = models.ForeignKey(Guest, models.PROTECT, verbose_name=_("kept file"), related_name="merges")
    absorbed = models.ForeignKey(
        Guest, models.PROTECT, verbose_name=_("file merged into it"), related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    choices = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)
    changed = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    added = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="file_merged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("absorbed")), name="merge_needs_two_files"),
        ]
        permissions = [("merge_guest", "May merge guest files and take merges back")]

    def __str__(self):
        return f"{self.absorbed_id} → {self.survivor_id}"

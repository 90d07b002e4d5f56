"""The night's work in parts that any number of workers do."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NightRange(models.Model):
    """Keys of (after, upto] that one worker of the night does in one transaction.

    `task` names the work (see `common.shares`), `key` the run it belongs to, `given` is what all its ranges are
    told. A worker claims a row by locking it; what it was doing when it died, another one does.
    """

    task = models.CharField(max_length=20)
    key = models.BigIntegerField()
    after = models.BigIntegerField()
    upto = models.BigIntegerField()
    given = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("part of the night’s work")
        verbose_name_plural = _("parts of the night’s work")
        constraints = [
            models.UniqueConstraint(fields=["task", "key", "after"], name="part_of_work_once"),
            models.CheckConstraint(condition=Q(upto__gt=F("after")), name="part_of_work_is_not_empty"),
        ]

    def __str__(self):
        return f"{self.task} {self.key}: {self.after} – {self.upto}"

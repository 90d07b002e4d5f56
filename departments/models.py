from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guests.choices import Department


class GivenOnce(models.Model):
    """A line of `departments.roles` that its group has been given, so that it is never given again.

    Without this memory a permission that the hotel took away would come back with the next migration.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    permission = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["group", "permission"], name="permission_given_once_per_group"),
        ]

    def __str__(self):
        return f"{self.group_id} {self.permission}"


#: Characters of a hand-over note: it is read standing.
LONGEST_NOTE = 500


class HandOverNote(models.Model):
    """What one shift leaves for the next one of `department`; open until somebody says it is done.

    Taken: somebody sees to it. Done: nothing is left to do. Both remember who and when, and both can be undone.
    """

    department = models.CharField(_("department"), max_length=16, choices=Department)
    text = models.TextField(_("what the next shift must know"), max_length=LONGEST_NOTE)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over note")
        verbose_name_plural = _("hand-over notes")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="hand_over_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["department", "written_at"],
                name="hand_over_open",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(fields=["-done_at"], name="hand_over_done"),
        ]

    def __str__(self):
        return self.text[:40]

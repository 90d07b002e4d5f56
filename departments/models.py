from django.contrib.auth.models import Group
from django.db import models


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

"""Departments as groups: who belongs where, and what each group starts with."""

from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from departments.models import GivenOnce
from departments.roles import PERMISSIONS
from guests.choices import Department

_ORDER = {str(department): place for place, department in enumerate(Department)}


@transaction.atomic
def give_departments_their_permissions() -> int:
    """Make the group of every department and give it the lines of `roles.PERMISSIONS` it never had.

    Returns how many were given. A permission whose model is not migrated yet waits for the next migration.
    """
    groups = {str(d): Group.objects.get_or_create(name=str(d))[0] for d in PERMISSIONS}
    known = {
        permission.label: permission
        for permission in Permission.objects.annotate(
            label=Concat(F("content_type__app_label"), Value("."), F("codename"))
        )
    }
    had = set(GivenOnce.objects.values_list("group__name", "permission"))
    given = 0
    for department, labels in PERMISSIONS.items():
        group = groups[str(department)]
        new = [label for label in labels if label in known and (group.name, label) not in had]
        group.permissions.add(*(known[label] for label in new))
        GivenOnce.objects.bulk_create(GivenOnce(group=group, permission=label) for label in new)
        given += len(new)
    return given


def after_migrating(using: str, **kwargs) -> None:
    """Receiver of post_migrate. The table is absent while this app itself is being unmigrated."""
    connection = connections[using]
    if GivenOnce._meta.db_table in connection.introspection.table_names():
        give_departments_their_permissions()


def departments_of(user) -> list[Department]:
    """The departments a signed-in person belongs to, in the hotel's order; they came with him (StaffBackend)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "group_names"):
        user.group_names = list(user.groups.values_list("name", flat=True))
    names = set(user.group_names)
    return [Department(name) for name in sorted(names & _ORDER.keys(), key=_ORDER.get)]

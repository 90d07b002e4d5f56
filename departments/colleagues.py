"""Sign-ins of colleagues: who works in which department."""

import secrets
from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from departments.groups import give_departments_their_permissions
from guests.choices import Department


@transaction.atomic
def keep_colleague(*, user_name: str, departments: Sequence[Department], name: str = "") -> str:
    """Make the sign-in `user_name`, or give it another password; the password, which is told this once only.

    With `departments` it belongs to these and to no others; without, a known one stays where it is.
    """
    give_departments_their_permissions()
    user, _ = get_user_model().objects.get_or_create(username=user_name)
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.first_name = name or user.first_name
    user.save()
    if departments:
        user.groups.set(Group.objects.filter(name__in=[str(each) for each in departments]))
    return password

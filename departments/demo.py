"""One sign-in for each department, for looking around; never made by itself in production."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from departments.groups import give_departments_their_permissions
from guests.choices import Department

#: User name, name as shown, department (None: superuser).
PEOPLE = (
    ("desk", "陈静", Department.FRONT_DESK),
    ("rooms", "刘芳", Department.ROOMS),
    ("restaurant", "周强", Department.FOOD_BEVERAGE),
    ("service", "李娜", Department.GUEST_SERVICE),
    ("sales", "张伟", Department.SALES),
    ("marketing", "杨帆", Department.MARKETING),
    ("finance", "黄敏", Department.FINANCE),
    ("manager", "赵明", Department.MANAGEMENT),
    ("crm", "吴洁", Department.CRM_CENTRE),
    ("admin", "", None),
)


@dataclass(frozen=True)
class SignIn:
    user_name: str
    department: Department | None
    password: str


def demo_password() -> str:
    """DEMO_PASSWORD, or one made up once and kept in VAR_DIR, readable by its owner only."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if given:
        return given
    kept = Path(settings.VAR_DIR) / "demo-password.txt"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9) + "\n")
    return kept.read_text().strip()


@transaction.atomic
def make_demo_accounts(*, password: str) -> list[SignIn]:
    """Make each of PEOPLE, or give it `password` again; repeating changes nothing else."""
    give_departments_their_permissions()
    groups = {group.name: group for group in Group.objects.all()}
    users = get_user_model().objects
    made = []
    for user_name, name, department in PEOPLE:
        is_superuser = department is None
        user, _ = users.get_or_create(
            username=user_name,
            defaults={"first_name": name, "is_superuser": is_superuser, "is_staff": is_superuser},
        )
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        if department is not None:
            user.groups.add(groups[str(department)])
        made.append(SignIn(user_name, department, password))
    return made

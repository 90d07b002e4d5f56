import json

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse

from departments.groups import departments_of, give_departments_their_permissions
from departments.roles import PERMISSIONS
from guests.choices import Department
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def labels(group):
    return {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }


def test_every_department_has_its_group_with_exactly_its_permissions():
    for department in Department:
        assert labels(Group.objects.get(name=department)) == set(PERMISSIONS[department])


def test_every_permission_of_the_table_exists():
    known = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert not {label for lines in PERMISSIONS.values() for label in lines} - known


def test_what_the_hotel_gave_or_took_away_stays_so():
    group = Group.objects.get(name=Department.ROOMS)
    taken = Permission.objects.get(codename="add_note", content_type__app_label="guests")
    given = Permission.objects.get(codename="export_guest")
    group.permissions.remove(taken)
    group.permissions.add(given)
    assert give_departments_their_permissions() == 0
    assert given in group.permissions.all()
    assert taken not in group.permissions.all()


def test_a_deleted_group_comes_back_whole():
    Group.objects.get(name=Department.ROOMS).delete()
    assert give_departments_their_permissions() == len(PERMISSIONS[Department.ROOMS])
    assert labels(Group.objects.get(name=Department.ROOMS)) == set(PERMISSIONS[Department.ROOMS])


def test_departments_come_in_the_hotels_order_and_other_groups_are_none(user_of):
    Group.objects.create(name="Football team")
    assert departments_of(user_of("finance", "front_desk", "Football team")) == [
        Department.FRONT_DESK,
        Department.FINANCE,
    ]


# --- Home and shell ------------------------------------------------------------------------------------
def test_who_belongs_nowhere_is_told_whom_to_ask(client):
    client.force_login(UserFactory())
    page = client.get(reverse("home"))
    assert page.templates[0].name == "departments/home.html"
    assert page.context["menu"] == []
    assert not page.context["department"]


def test_the_menu_marks_where_one_is(signed_in):
    page = signed_in("crm_centre").get(reverse("departments:api_clients"))
    current = [entry["url"] for entry in page.context["menu"] if entry["current"]]
    assert current == [reverse("departments:crm_centre")]


def test_no_two_pages_share_a_key():
    from departments.menu import MENU

    keys = [entry.key for entry in MENU if entry.key]
    assert len(set(keys)) == len(keys)


def test_the_bar_holds_what_the_department_opens_daily_and_the_rest_waits(signed_in):
    menu = signed_in("front_desk").get(reverse("departments:front_desk")).context["menu"]
    bar = [entry["url"] for entry in menu if not entry["spare"]]
    daily = ("departments:front_desk", "departments:arrivals", "reservations:list", "guests:list")
    assert bar == [reverse(name) for name in daily]
    assert reverse("guests:notepad_find") in [entry["url"] for entry in menu if entry["spare"]]


# --- Demo sign-ins -------------------------------------------------------------------------------------
def test_demo_accounts_sign_in_and_repeating_changes_nothing(settings, monkeypatch, capsys):
    settings.PLAIN_HTTP = True
    monkeypatch.setenv("DEMO_PASSWORD", "pearl harbour")
    for _ in range(2):
        call_command("demo_accounts", "--json")
    rows = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {row["department"] for row in rows} == {*map(str, Department), None}
    assert get_user_model().objects.count() == len(rows)
    for row in rows:
        user = authenticate(username=row["user"], password=row["password"])
        assert [str(d) for d in departments_of(user)] == ([row["department"]] if row["department"] else [])


def test_the_password_made_up_once_is_kept_for_its_owner_only(settings, monkeypatch, tmp_path, capsys):
    settings.PLAIN_HTTP, settings.VAR_DIR = True, tmp_path / "var"
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    for _ in range(2):
        call_command("demo_accounts", "--json")
    first, second = (json.loads(line)[0]["password"] for line in capsys.readouterr().out.splitlines())
    assert first == second
    assert (settings.VAR_DIR / "demo-password.txt").stat().st_mode & 0o077 == 0


def test_known_accounts_do_not_get_into_production_by_mistake(settings):
    settings.PLAIN_HTTP = False
    with pytest.raises(CommandError):
        call_command("demo_accounts")
    assert not get_user_model().objects.exists()


# --- Sign-ins of colleagues ----------------------------------------------------------------------------
def test_a_colleague_gets_a_sign_in_of_his_department_and_a_new_password_when_he_forgot_it(capsys):
    with pytest.raises(CommandError, match="front_desk"):
        call_command("colleague", "chen")
    with pytest.raises(CommandError):
        call_command("colleague", "chen li", "--department", "front_desk")
    passwords = []
    for asked in (["--department", "front_desk", "--department", "rooms"], []):
        call_command("colleague", "chen", *asked)
        passwords.append(capsys.readouterr().out.split()[2])
    assert authenticate(username="chen", password=passwords[0]) is None
    user = authenticate(username="chen", password=passwords[1])
    assert {str(d) for d in departments_of(user)} == {"front_desk", "rooms"}
    assert user.has_perm("reservations.change_stay")

"""Every address × every department × looking and sending: each cell is decided, and kept."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from common.machines.clients import create_client
from common.models import JobRun
from departments.menu import entries_for
from guests.choices import Department
from reservations.choices import StayStatus
from reservations.models import QuarantineItem
from tests.factories import RoomFactory, StayFactory, UserFactory

TABLE = tomllib.loads((Path(__file__).parent / "access.toml").read_text())
ROLES = [*map(str, Department), "nobody"]
#: Nothing of this number exists: who may not come in is told so before anybody looks for it.
NO_SUCH = 2_000_000_000


def addresses() -> dict[str, list[str]]:
    """Name of every address → names of the places in it."""
    found: dict[str, list[str]] = {}

    def walk(resolver, namespace, places):
        for entry in resolver.url_patterns:
            inside = [*places, *entry.pattern.converters]
            if isinstance(entry, URLResolver):
                walk(entry, ":".join(filter(None, [namespace, entry.namespace])), inside)
            else:
                found[":".join(filter(None, [namespace, entry.name or str(entry.pattern)]))] = inside

    walk(get_resolver(), "", [])
    return found


ADDRESSES = addresses()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for the thousand questions of this file: the objects, and a signed-in browser of each role."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield SimpleNamespace(objects=make_objects(), clients={role: client_of(role) for role in ROLES})
        transaction.set_rollback(True)


@pytest.fixture
def ask(world, django_db_blocker):
    """`ask(name, role)` → status of GET and of POST and where GET leads; what they did is undone."""

    def statuses(name, role=""):
        client = world.clients[role] if role else Client(raise_request_exception=False)
        path = address(name, world.objects)
        answers = []
        for method in (client.get, client.post):
            with django_db_blocker.unblock(), transaction.atomic():
                answers.append(method(path))
                transaction.set_rollback(True)
        return answers

    return statuses


def make_objects() -> dict:
    """What stands in the places of an address, by the address's beginning and the place's name."""
    stay = StayFactory(status=StayStatus.IN_HOUSE, line__room=RoomFactory())
    run = JobRun.objects.create(job="night", business_date=stay.arrival)
    item = QuarantineItem.objects.create(
        kind="charge", source="pms", external_id="C1", reason="unknown-outlet"
    )
    machine, _token = create_client(name="Front office", source="pms", scopes=[])
    return {
        "number": stay.guest.number,
        "confirmation": stay.line.reservation.confirmation,
        "line": stay.line_id,
        "jobs:pk": run.pk,
        "departments:api_client:pk": machine.pk,
        "departments:quarantine:pk": item.pk,
        "reservations:pk": stay.line_id,
    }


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    user = UserFactory()
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)
    return client


def address(name: str, objects: dict) -> str:
    def fill(place):
        fitting = [
            key for key in objects if key.endswith(f":{place}") and name.startswith(key[: -len(place) - 1])
        ]
        return objects[fitting[0]] if fitting else objects.get(place, NO_SUCH)

    return reverse(name, kwargs={place: fill(place) for place in ADDRESSES[name]})


def test_every_address_is_decided_and_nothing_else_is():
    decided = [*TABLE["public"], *TABLE["signed_in"], *TABLE["token"], *TABLE["departments"]]
    assert len(decided) == len(set(decided))
    assert sorted(decided) == sorted(ADDRESSES)
    assert TABLE["sending"].keys() <= TABLE["departments"].keys()
    named = {role for roles in [*TABLE["departments"].values(), *TABLE["sending"].values()] for role in roles}
    assert named <= set(ROLES)


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - set(TABLE["public"]) - set(TABLE["token"])))
def test_a_stranger_is_led_to_the_sign_in(name, ask):
    for answer in ask(name):
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(set(TABLE["departments"]) & set(ADDRESSES)))
def test_a_department_is_let_in_or_refused_as_decided(name, ask):
    may_look = TABLE["departments"][name]
    may_send = TABLE["sending"].get(name, may_look)
    wrong = []
    for role in ROLES:
        looked, sent = (answer.status_code for answer in ask(name, role))
        if not (fits(looked, role in may_look) and fits(sent, role in may_send)) or {looked, sent} == {405}:
            wrong.append((role, looked, sent))
    assert not wrong, f"{name}: (role, status of GET, status of POST) other than access.toml says: {wrong}"


def fits(status: int, is_allowed: bool) -> bool:
    """405 decides nothing: that way of asking does not exist there."""
    if status == 405:
        return True
    return status not in {401, 403} and status < 500 if is_allowed else status == 403


@pytest.mark.parametrize("name", TABLE["signed_in"])
def test_whoever_has_signed_in_may_open_what_is_everybodys(name, ask):
    looked = ask(name, "nobody")[0]
    assert looked.status_code < 400 or looked.status_code in {404, 405}
    assert not looked.headers.get("Location", "").startswith(reverse("account_login"))


@pytest.mark.parametrize("name", TABLE["public"])
def test_what_is_public_asks_nobody_to_sign_in(name, ask):
    for answer in ask(name):
        assert answer.status_code != 403
        assert not answer.headers.get("Location", "").startswith(f"{reverse('account_login')}?next=")


@pytest.mark.parametrize("name", TABLE["token"])
def test_a_persons_session_is_no_token(name, ask):
    for role in ("", "crm_centre"):
        assert {answer.status_code for answer in ask(name, role)} <= {401, 405}


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_offers_only_what_opens(role, ask, world, django_db_blocker):
    with django_db_blocker.unblock():
        user = get_user_model().objects.get(pk=world.clients[role].session["_auth_user_id"])
        offered = [entry.url_name for entry, _path in entries_for(user)]
    assert not [name for name in offered if ask(name, role)[0].status_code != 200]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_lands_on_a_page_that_opens(role, world, django_db_blocker):
    with django_db_blocker.unblock():
        assert world.clients[role].get(reverse("home"), follow=True).status_code == 200

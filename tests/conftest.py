"""What all tests share."""

import os
from importlib import import_module
from urllib.parse import urlsplit

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings as project_settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from departments import banners
from loyalty.models import PointsEntry, PointsTransaction
from tests.database import migrated_database
from tests.factories import UserFactory

# The first text drawn after a fresh checkout takes seconds: Hypothesis then works out its tables of characters.
settings.register_profile("hotel", suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("hotel")

#: Known before the tests have one of their own.
DATABASE_OF_PEOPLE = connection.settings_dict["NAME"]
#: What the database lets nobody empty.
LEDGER = (PointsTransaction, PointsEntry)


def pytest_configure(config):
    """Tests that run side by side each have a Redis database of their own, as pytest-django gives them a
    PostgreSQL database of their own."""
    if not hasattr(config, "workerinput"):
        return
    url = urlsplit(project_settings.REDIS_URL)
    number = int(url.path.strip("/") or 0) + 1 + int(config.workerinput["workerid"].removeprefix("gw"))
    own = url._replace(path=f"/{number}").geturl()
    os.environ["REDIS_URL"] = own  # for the processes that tests start
    project_settings.REDIS_URL = project_settings.CELERY_BROKER_URL = own
    project_settings.CACHES["default"]["LOCATION"] = own


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    """Argon2 is slow on purpose; the tests of sign-in itself do not need that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What pages remember for a moment is of another test's database."""
    for key in (banners.fine_key(), banners.synthetic_key()):
        cache.delete(key)


def furnish_house():
    """The rooms, outlets, channels and the indicators of satisfaction, as migrations bring them."""
    import_module("reservations.migrations.0002_house").furnish(apps, None)
    indicators_and_care = import_module("feedback.migrations.0002_delivered")
    indicators_and_care.deliver_indicators(apps, None)
    indicators_and_care.deliver_clocks_and_limits(apps, None)
    programme = import_module("loyalty.migrations.0002_delivered")
    programme.deliver_programme(apps, None)
    programme.deliver_giving(apps, None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Every run begins with a copy of a database that has seen every migration, whatever the last one left."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """No test database is made for tests that open it themselves: alone, they would write to the one people use."""
    if connection.settings_dict["NAME"] == DATABASE_OF_PEOPLE:
        pytest.fail(
            "Run this test together with one that is marked django_db: else there is no test database."
        )


@pytest.fixture(scope="session", autouse=True)
def ledger_emptied_after_tests():
    """Between tests that commit all tables are emptied, the ledger too, which nobody else may."""
    empty = TransactionTestCase._fixture_teardown

    def empty_ledger_too(case):
        with pgtrigger.ignore(*(f"{model._meta.label}:never_truncated" for model in LEDGER)):
            empty(case)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", empty_ledger_too)
        yield


@pytest.fixture
def house(transactional_db):
    """The furnished house in a test that commits: the test before it has emptied all tables."""
    furnish_house()


@pytest.fixture
def user_of(db):
    """`user_of("front_desk")` makes a user of that department."""

    def make(*departments, **kwargs):
        user = UserFactory(**kwargs)
        user.groups.set(Group.objects.filter(name__in=departments))
        assert user.groups.count() == len(departments), f"no such department in {departments}"
        return user

    return make


@pytest.fixture
def signed_in(client, user_of):
    """`signed_in("front_desk")` gives a client that a member of that department has signed in with."""

    def sign_in(*departments):
        user = user_of(*departments)
        client.force_login(user)
        client.user = user
        return client

    return sign_in

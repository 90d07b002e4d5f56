"""What all tests share."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import cache

from departments import banners
from tests.factories import UserFactory


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
    import_module("reservations.migrations.0003_house").furnish(apps, None)
    import_module("feedback.migrations.0002_indicators").deliver(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database that is used again was emptied by the last transactional test: furnish it."""
    with django_db_blocker.unblock():
        furnish_house()


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

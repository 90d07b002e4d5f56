from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from departments import access
from departments.groups import departments_of
from guests.choices import Department
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def client():
    """From an address of its own: failures are counted by address in a cache that outlives a test."""
    return Client(REMOTE_ADDR=f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}")


def somebody():
    """A user whose name no test has failed with before."""
    return UserFactory(username=uuid4().hex)


def sign_in(client, user_name, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user_name, "password": password}, **extra)


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/password/reset/",
        "/accounts/confirm-email/",
        "/admin/",
    ],
)
def test_addresses_for_strangers_do_not_exist(client, path):
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nothing_can_lead_to_them(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_stranger_is_led_to_the_sign_in_and_back_to_where_he_wanted(client):
    user = somebody()
    answer = client.get(reverse("mfa_index"))
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse('mfa_index')}"
    answer = client.post(answer.headers["Location"], {"login": user.username, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_index")


def test_the_sign_in_page_offers_no_sign_up(client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert "signup" not in page.content.decode()


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client):
    user = somebody()
    wrong = sign_in(client, user.username, "something else")
    unknown = sign_in(client, uuid4().hex, "something else")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_the_sixth_failure_locks_the_name_even_for_the_right_password(client):
    user = somebody()
    for _ in range(5):
        sign_in(client, user.username, "something else")
    sign_in(client, user.username)
    assert "_auth_user_id" not in client.session


def test_a_changed_user_comes_to_the_page_of_the_one_before(client, user_of):
    client.force_login(user_of("front_desk"))
    there = f"{reverse('account_login')}?next={reverse('mfa_index')}"
    answer = client.post(reverse("account_logout"), {"next": there})
    assert answer.headers["Location"] == there
    assert "_auth_user_id" not in client.session


def test_a_sign_out_needs_a_post(client, user_of):
    client.force_login(user_of("front_desk"))
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session


def test_a_session_ends_twelve_hours_after_its_sign_in_however_busy(signed_in, settings):
    client = signed_in("front_desk")
    assert client.get(reverse("mfa_index")).status_code == 200
    session = client.session
    session[access.SIGNED_IN_AT] -= int(settings.SESSION_ABSOLUTE_AGE.total_seconds()) + 1
    session.save()
    answer = client.get(reverse("mfa_index"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_a_session_that_cannot_say_when_it_began_has_ended(signed_in):
    client = signed_in("front_desk")
    session = client.session
    del session[access.SIGNED_IN_AT]
    session.save()
    assert client.get(reverse("mfa_index")).status_code == 302


def test_the_limits_are_half_an_hour_idle_and_twelve_hours_in_all(settings):
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    assert timedelta(hours=12) == settings.SESSION_ABSOLUTE_AGE


def test_use_renews_a_session_once_a_minute(signed_in):
    client = signed_in("front_desk")

    def ends():
        client.get(reverse("mfa_index"))
        return Session.objects.get(pk=client.session.session_key).expire_date

    first = ends()
    assert ends() == first
    session = client.session
    session[access.RENEWED_AT] -= 60
    session.save()
    assert ends() > first


def test_a_person_comes_with_his_departments_and_permissions_in_one_query(
    signed_in, django_assert_num_queries
):
    client = signed_in("front_desk", "rooms")
    client.user.user_permissions.add(Permission.objects.get(codename="export_guest"))
    with django_assert_num_queries(1):
        user = access.StaffBackend().get_user(client.user.pk)
        assert departments_of(user) == [Department.FRONT_DESK, Department.ROOMS]
        held = user.get_all_permissions()
    assert held == ModelBackend().get_all_permissions(client.user)
    assert "guests.export_guest" in held
    client.user.is_active = False
    client.user.save()
    assert access.StaffBackend().get_user(client.user.pk) is None


# --- The second factor ---------------------------------------------------------------------------------
def with_second_factor(user):
    return TOTP.activate(user, generate_totp_secret())


def test_who_must_have_a_second_factor_can_only_set_it_up(signed_in, settings):
    settings.MFA_REQUIRED_GROUPS = ["management"]
    client = signed_in("management")
    answer = client.get(reverse("home"))
    assert answer.headers["Location"] == reverse("mfa_activate_totp")
    answer = client.post(reverse("set_language"), {"language": "en"})
    assert answer.headers["Location"] != reverse("mfa_activate_totp")


def test_others_are_not_asked_for_one(signed_in, settings):
    settings.MFA_REQUIRED_GROUPS = ["management"]
    client = signed_in("front_desk")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_superuser_needs_one_as_soon_as_a_department_does(client, settings):
    settings.MFA_REQUIRED_GROUPS = ["management"]
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(reverse("mfa_index")).headers["Location"] == reverse("mfa_activate_totp")


def test_who_has_one_goes_on(signed_in, settings):
    settings.MFA_REQUIRED_GROUPS = ["management"]
    client = signed_in("management")
    with_second_factor(client.user)
    assert client.get(reverse("mfa_index")).status_code == 200


def test_who_has_one_is_asked_for_it_at_the_sign_in(client):
    user = somebody()
    with_second_factor(user)
    answer = sign_in(client, user.username)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_secret_of_a_second_factor_is_not_stored_in_the_clear():
    user = somebody()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    stored = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in stored
    assert access.StaffMFAAdapter().decrypt(stored) == secret


def test_a_demanded_second_factor_cannot_be_taken_off(user_of, settings):
    user = user_of("management")
    factor = with_second_factor(user).instance
    assert access.StaffMFAAdapter().can_delete_authenticator(factor)
    settings.MFA_REQUIRED_GROUPS = ["management"]
    assert not access.StaffMFAAdapter().can_delete_authenticator(factor)

"""Who comes in, for how long, and with what proof.

Django and allauth know passwords, sessions and second factors; here is the hotel's policy about them.
"""

import time
from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in
from django.shortcuts import redirect
from django.urls import reverse

from common import crypto
from departments.groups import departments_of

SIGNED_IN_AT = "signed_in_at"
RENEWED_AT = "renewed_at"
#: Use renews a session at most so often: writing it with every page would cost each one an UPDATE.
RENEWED_EVERY = timedelta(minutes=1)
#: Sent by what a page asks for without anybody touching it: a screen left alone is not in use.
UNATTENDED = "X-Unattended"
#: What a person without his second factor may still open: setting it up, and leaving.
OPEN_WITHOUT_SECOND_FACTOR = (
    "mfa_activate_totp",
    "account_reauthenticate",
    "account_logout",
    "set_language",
)


class StaffBackend(ModelBackend):
    """Django's own, except that a page learns who is there, his departments and his permissions at once."""

    def get_user(self, user_id):
        """None for who may not sign in (any more), as Django's."""
        user = next(iter(get_user_model().objects.raw(_PERSON, [user_id])), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:
            user._perm_cache = set(user.held)  # where ModelBackend keeps what it has asked for
        return user


#: Written out, because wording it through the ORM takes longer than the database needs, for every page.
_PERSON = """
    SELECT person.*,
           ARRAY(
               SELECT name::text FROM auth_group
               JOIN auth_user_groups ON group_id = auth_group.id
               WHERE user_id = person.id
           ) AS group_names,
           ARRAY(
               SELECT app_label || '.' || codename FROM auth_permission
               JOIN django_content_type ON django_content_type.id = content_type_id
               WHERE auth_permission.id IN (
                   SELECT permission_id FROM auth_user_user_permissions WHERE user_id = person.id
                   UNION ALL
                   SELECT permission_id FROM auth_group_permissions
                   JOIN auth_user_groups USING (group_id) WHERE user_id = person.id
               )
           ) AS held
    FROM auth_user person WHERE id = %s
"""


class StaffAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself: the CRM centre makes the accounts."""

    def is_open_for_signup(self, request):
        return False


class StaffMFAAdapter(DefaultMFAAdapter):
    """Second-factor secrets are encrypted at rest, and stay while the hotel demands them."""

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode())

    def can_delete_authenticator(self, authenticator) -> bool:
        return not needs_second_factor(authenticator.user)


def needs_second_factor(user) -> bool:
    """Whether the hotel demands a second factor of `user`: MFA_REQUIRED_GROUPS, and then of superusers too."""
    required = set(settings.MFA_REQUIRED_GROUPS)
    if not required:
        return False
    return user.is_superuser or bool(required & set(map(str, departments_of(user))))


def connect() -> None:
    user_logged_in.connect(_note_sign_in, dispatch_uid="signed-in-at")


def _note_sign_in(sender, request, user, **kwargs) -> None:
    request.session[SIGNED_IN_AT] = int(time.time())


class SessionAgeMiddleware:
    """Ends a session SESSION_ABSOLUTE_AGE after its sign-in, however busy it is; use renews it until then.

    The idle limit is SESSION_COOKIE_AGE, to a minute. A session that cannot say when it began has ended.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            if now - session.get(SIGNED_IN_AT, 0) > settings.SESSION_ABSOLUTE_AGE.total_seconds():
                logout(request)
            elif UNATTENDED not in request.headers and (
                now - session.get(RENEWED_AT, 0) >= RENEWED_EVERY.total_seconds()
            ):
                session[RENEWED_AT] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Leads a person who must have a second factor, and has none yet, to setting it up; nowhere else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or request.resolver_match.view_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if needs_second_factor(user) and not is_mfa_enabled(user):
            return redirect(reverse("mfa_activate_totp"))
        return None

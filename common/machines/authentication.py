"""Bearer tokens: 256 random bits shown once, stored as SHA-256, so one indexed look-up and no slow hash."""

import hashlib
import ipaddress
import secrets
from datetime import timedelta
from functools import cache

from django.db import connection
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication

from common.machines.problems import Problem
from common.models import ApiClient
from common.prepared import fetch_prepared

#: `last_used_at` is a sign of life, not a log: one write a minute is enough.
LAST_USED_EVERY = timedelta(minutes=1)
PREFIX = "hcrm_"


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …` of a living client from an allowed network; no header is nobody."""

    def authenticate(self, request):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not token.strip():
            raise Problem("unauthenticated", "The Authorization header must be `Bearer <token>`.")
        client = _client_of(token.strip())
        now = timezone.now()
        if client is None or client.revoked_at or (client.expires_at and client.expires_at <= now):
            raise Problem("unauthenticated", "The token is unknown, expired or revoked.")
        if client.networks and not _is_inside(request.META.get("REMOTE_ADDR", ""), client.networks):
            raise Problem("network")
        if client.last_used_at is None or client.last_used_at < now - LAST_USED_EVERY:
            ApiClient.objects.filter(pk=client.pk).update(last_used_at=now)
        return client, client

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


def _client_of(token: str) -> ApiClient | None:
    names = _columns()
    query = f"SELECT {', '.join(names)} FROM {ApiClient._meta.db_table} WHERE token_hash = $1"  # nosec B608: constants
    found = fetch_prepared("client_of_token", query, ("text",), [token_hash(token)])
    return ApiClient.from_db(connection.alias, names, found[0]) if found else None


@cache
def _columns() -> list[str]:
    return [str(field.column) for field in ApiClient._meta.concrete_fields]


def _is_inside(address: str, networks: list[str]) -> bool:
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(network, strict=False) for network in networks)

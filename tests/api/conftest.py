"""A machine that calls the API, as it would over HTTP."""

import json
import time
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.test import Client

from common.machines.clients import create_client
from common.machines.scopes import SCOPES
from common.machines.throttling import WINDOW
from common.models import ApiClient

API = "/api/v1"


@dataclass
class Machine:
    client: ApiClient
    token: str
    http: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def call(self, method, path, body=None, **headers):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        return self.http.generic(method, API + path, data, content_type="application/json", headers=sent)

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def put(self, path, body, **headers):
        return self.call("PUT", path, body, **headers)

    def post(self, path, body, **headers):
        return self.call("POST", path, body, **headers)


@pytest.fixture
def machine(db):
    """`machine("reservations:write", source="pms")` is a client of that source with those scopes (default all)."""

    def make(*scopes, source="pms", name=None, **kwargs):
        known = ApiClient.objects.count()
        client, token = create_client(
            name=name or f"{source} {known}", source=source, scopes=scopes or SCOPES, **kwargs
        )
        cache.delete(f"rate:{client.pk}:{int(time.time() // WINDOW)}")
        return Machine(client, token)

    return make


@pytest.fixture
def pms(machine):
    return machine()

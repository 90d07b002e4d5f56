"""Whose address stands in the log and counts for the limits."""

import pytest
from django.test import RequestFactory

from common.callers import address_of


@pytest.mark.parametrize(
    ("is_behind_proxy", "told", "address"),
    [
        (False, "", "203.0.113.9"),
        (False, "198.51.100.1", "203.0.113.9"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (True, "", "203.0.113.9"),
    ],
)
def test_only_what_our_own_proxy_told_is_believed(settings, is_behind_proxy, told, address):
    settings.BEHIND_TLS_PROXY = is_behind_proxy
    headers = {"X-Forwarded-For": told} if told else {}
    assert address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR="203.0.113.9")) == address

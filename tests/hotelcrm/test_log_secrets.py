"""What opens a door by itself stands in no log; what names a thing does."""

import logging
import secrets

import pytest
from django.conf import settings

from hotelcrm.log_secrets import HIDDEN, hide_tokens

TOKEN = secrets.token_urlsafe(24)


@pytest.mark.parametrize(
    "path", ["/s/%s/", "/s/%s/3/", "GET /satisfaction/weights/asked/%s/hand-in/", "Not Found: /s/%s"]
)
def test_a_token_of_an_address_is_hidden(path):
    event = hide_tokens(None, "info", {"event": path % TOKEN, "code": 200})
    assert event == {"event": path % HIDDEN, "code": 200}


@pytest.mark.parametrize(
    "path",
    ["/guests/G00000017/", "/guests/lists/0c8f2c0e-7d1a-4f0e-9d3a-7b2f4f3f1a11/", "/api/v1/reservations"],
)
def test_numbers_and_words_stay(path):
    assert hide_tokens(None, "info", {"event": path}) == {"event": path}


def test_django_s_own_warnings_go_through_it():
    chain = settings.LOGGING["formatters"]["json"]["foreign_pre_chain"]
    assert hide_tokens in chain
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "Not Found: %s", (f"/s/{TOKEN}/",), None
    )
    assert TOKEN not in hide_tokens(None, "warning", {"event": record.getMessage()})["event"]

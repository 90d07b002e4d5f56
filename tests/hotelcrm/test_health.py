"""What a load balancer and an orchestrator are told."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from hotelcrm import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_heartbeat_of_others():
    cache.delete(health.BEAT_KEY)
    yield
    cache.delete(health.BEAT_KEY)


def test_alive_is_answered_without_signing_in_and_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_ready_names_what_works_and_nothing_else(client):
    answer = client.get("/readyz")
    assert answer.json() == {"database": True, "redis": True, "workers": False, "beat": False}
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]


def test_beat_is_on_time_after_its_heartbeat_and_late_after_three_missed_ones(monkeypatch):
    assert not health.beat_is_on_time()
    health.note_beat()
    assert health.beat_is_on_time()
    now = health.time.time()
    monkeypatch.setattr(health.time, "time", lambda: now + health.BEAT_LATE_AFTER_SECONDS + 1)
    assert not health.beat_is_on_time()


def test_an_unreachable_redis_makes_us_unready_within_seconds_and_leaks_nothing(client, free_port):
    from hotelcrm.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = f"redis://:hidden-password@127.0.0.1:{free_port}/0"
    app.pool.force_close_all()
    try:
        started_at = health.time.monotonic()
        answer = client.get("/readyz")
        assert health.time.monotonic() - started_at < 5
    finally:
        app.conf.broker_url = before
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "redis": False, "workers": False, "beat": False}
    assert b"hidden-password" not in answer.content


@pytest.fixture
def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_broken_database_makes_us_unready(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionError("secret detail")

    monkeypatch.setattr(connection, "cursor", refuse)
    parts = health.readiness()
    assert parts["database"] is False


@override_settings(ALLOWED_HOSTS=["crm.hotel.example"])
def test_an_unknown_host_name_is_refused(client):
    assert client.get("/healthz", headers={"host": "evil.example"}).status_code == 400

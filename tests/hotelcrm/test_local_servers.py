"""The servers of a bare machine: real ones, started, killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from hotelcrm.embedded import Embedded
from hotelcrm.local import checkout
from hotelcrm.local.checkout import ROOT, AlreadyRunning, CannotStart, only_one, servers_of
from hotelcrm.local.children import Children
from hotelcrm.local.server import choose_web_port

# What a supervisor does, in a process of its own that can be killed.
SUPERVISOR = """
import sys, time
from pathlib import Path
from hotelcrm.local.checkout import servers_of
from hotelcrm.local.children import Children
from hotelcrm.embedded import Embedded
folder = Path(sys.argv[1])
children = Children()
embedded = Embedded(folder, servers_of(folder), children, durable=False)
print(embedded.start_postgres().pid, embedded.start_redis().pid, children._guardian.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder():
    """A data folder that an unprivileged account can reach, with a space in its path."""
    top = Path(tempfile.mkdtemp(prefix="hotel crm "))
    top.chmod(0o755)
    inner = top / "var"
    inner.mkdir()
    yield inner
    shutil.rmtree(top)


@pytest.fixture
def children():
    children = Children()
    yield children
    children.close()


@pytest.fixture
def embedded(folder, children):
    return Embedded(folder, servers_of(folder), children, durable=False)


def ask(database_url: str, question: str) -> object:
    connection = psycopg2.connect(database_url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def wait_until_gone(pids: list[int], seconds: float = 15) -> list[int]:
    """The processes that are still there after so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        alive = [pid for pid in pids if psutil.pid_exists(pid)]
        if not alive:
            return []
        time.sleep(0.1)
    return alive


def test_postgres_finds_chinese_names_and_keeps_what_was_written(embedded, children):
    url = embedded.servers.database_url
    first = embedded.start_postgres()
    ask(url, "CREATE EXTENSION pg_trgm")
    assert ask(url, "SELECT cardinality(show_trgm('王晓明'))") > 1
    assert ask(url, "SELECT usesuper FROM pg_user WHERE usename = current_user") is False
    ask(url, "CREATE TABLE note AS SELECT 'kept' AS text")

    first.process.kill()
    first.process.wait()
    children.forget(first)
    embedded.start_postgres()

    assert ask(url, "SELECT text FROM note") == "kept"


def test_redis_wants_a_password_and_keeps_what_was_written(embedded, children):
    child = embedded.start_redis()
    client = redis.Redis.from_url(embedded.servers.redis_url)
    client.set("kept", "yes")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=embedded.servers.redis_port, retry=None).ping()

    children.stop(child)
    embedded.start_redis()

    assert client.get("kept") == b"yes"


def test_no_server_outlives_a_killed_supervisor_and_the_next_start_works_at_once(folder, children):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pids = [int(pid) for pid in supervisor.stdout.readline().split()]
    assert len(pids) == 3

    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    again = Embedded(folder, servers_of(folder), children, durable=False)
    again.start_postgres()
    again.start_redis()
    assert ask(again.servers.database_url, "SELECT 1") == 1
    assert wait_until_gone(pids) == []


def test_without_the_guardian_the_kernel_ends_the_servers(folder):
    if sys.platform != "linux":
        pytest.skip("elsewhere the guardian is the only bond")
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    postgres, valkey, guardian = (int(pid) for pid in supervisor.stdout.readline().split())

    os.kill(guardian, signal.SIGKILL)
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    assert wait_until_gone([postgres, valkey]) == []


def test_the_guardian_ends_grandchildren_too(folder):
    family = (
        "import subprocess, time\n"
        "from hotelcrm.local.children import Children\n"
        "children = Children(grace=1)\n"
        "child = children.spawn('x', ['sh', '-c', 'trap \"\" INT TERM; sleep 300 & echo $!; wait'],"
        " own_terminal=False)\n"
        "children.pump(0.5)\n"
        "print('ready', child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", family], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    grandchild = int(supervisor.stdout.readline().split("|")[1])
    child = int(supervisor.stdout.readline().split()[1])
    assert psutil.pid_exists(grandchild)

    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    assert wait_until_gone([child, grandchild]) == []


def test_addresses_are_kept_unless_somebody_else_took_the_port(folder, children, monkeypatch):
    monkeypatch.setattr("hotelcrm.embedded.PORT_FREE_WITHIN", 0.3)
    kept = servers_of(folder)
    assert servers_of(folder) == kept
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", kept.redis_port))
        stranger.listen()
        embedded = Embedded(folder, servers_of(folder), children, durable=False)
        embedded.start_redis()
    assert servers_of(folder).redis_port == embedded.servers.redis_port != kept.redis_port
    assert servers_of(folder).password == kept.password


def test_an_interrupted_initdb_is_begun_anew(folder, children, embedded):
    (embedded.home / "postgres.new").mkdir()
    (embedded.home / "postgres.new" / "half").touch()
    embedded.start_postgres()
    assert ask(embedded.servers.database_url, "SELECT 1") == 1


def test_the_same_checkout_is_not_started_twice_and_says_who_runs(folder):
    with only_one(folder, "script/server"):
        with pytest.raises(AlreadyRunning) as refused, only_one(folder, "script/manage"):
            pass
        assert refused.value.holder == f"script/server (process {os.getpid()})"
    with only_one(folder, "script/manage"):
        pass


def test_a_web_port_that_was_asked_for_is_taken_or_refused_never_replaced(monkeypatch):
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        monkeypatch.setenv("PORT", str(stranger.getsockname()[1]))
        with pytest.raises(CannotStart, match="PORT="):
            choose_web_port()
    assert choose_web_port() == int(os.environ["PORT"])


def test_without_a_wish_the_next_free_web_port_is_used(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr("hotelcrm.local.server.is_free", lambda port: port >= 8002)
    assert choose_web_port() == 8002


def test_data_of_another_account_is_refused_with_its_owner_and_a_remedy(folder, monkeypatch):
    monkeypatch.setattr(checkout.os, "access", lambda path, mode: False)
    with pytest.raises(CannotStart, match=r"belongs to user .*set VAR_DIR"):
        checkout.check_writable(folder)


def test_damaged_addresses_say_what_to_remove(folder):
    (folder / "servers.json").write_text('{"postgres_port": 1')
    with pytest.raises(CannotStart, match="damaged"):
        servers_of(folder)

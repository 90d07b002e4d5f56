"""A real web server of our own and a plain client to time it with."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.middleware.csrf import _get_new_csrf_string as new_csrf_string
from django.test import Client as DjangoClient


@contextmanager
def web_server(workers: int = 2) -> Iterator[int]:
    """gunicorn as script/server starts it, debugging off; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PROCESS_ROLE": "web", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "gunicorn", "hotelcrm.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", "4", "--worker-class", "gthread", "--preload"]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_ready(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with Client(port) as client:
                if client.request("GET", "/healthz").status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The web server did not become ready.")


def processor_seconds() -> float:
    """Processor time used so far by the web server: by every process below this one. Linux; else 0.

    On a machine with other work the clock says how busy that machine is, this what a page costs.
    """
    ticks, waiting = 0, [os.getpid()]
    while waiting:
        pid = waiting.pop()
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended, or there is no /proc
            continue
        if pid != os.getpid():
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Answer:
    """Status, body and the seconds it took from the first byte sent to the last received."""

    def __init__(self, status: int, body: bytes, seconds: float):
        self.status, self.body, self.seconds = status, body, seconds


class Client:
    """One kept-alive connection with fixed headers."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = dict(headers or {})

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception) -> None:
        self._connection.close()

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        started = time.perf_counter()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, body=body, headers={**self._headers, **named})
        response = self._connection.getresponse()
        content = response.read()
        return Answer(response.status, content, time.perf_counter() - started)


def session_headers(username: str = "bench") -> dict[str, str]:
    """Cookies and CSRF header of a signed-in superuser of the bench's own database."""
    user, _ = get_user_model().objects.get_or_create(username=username, defaults={"is_superuser": True})
    browser = DjangoClient()
    browser.force_login(user)
    csrf = new_csrf_string()
    session_key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session_key, settings.CSRF_COOKIE_NAME: csrf}
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": csrf,
    }

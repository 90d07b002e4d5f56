"""A hotel of script/server that may be killed: started in a folder of its own, asked from outside, its parts found."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from hotelcrm.local.checkout import ROOT, Servers, choose_ports, load_servers

#: By which word in its command line each process is known.
MARKS = {
    "web": "hotelcrm.wsgi",
    "worker": "worker",
    "beat": "beat",
    "postgres": "postgres",
    "redis": "-server",
}
#: Longer than any page may take, so that a slow one is told from a dead one.
ANSWERS_WITHIN = 15.0


class Failed(Exception):
    """What a drill saw instead of what it should have."""


class Hotel:
    """One script/server with data of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = choose_ports(folder, 3)[2]
        foreign = ("DATABASE_URL", "REDIS_URL", "VAR_DIR", "PORT", "ERASURE_JOURNAL")
        self.environment = {name: value for name, value in os.environ.items() if name not in foreign}
        self.environment |= {"VAR_DIR": str(folder), "PORT": str(self.port)}
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, within: float) -> float:
        """Seconds until pages were served."""
        began = time.monotonic()
        command = [sys.executable, "-m", "hotelcrm.local.server", "--empty"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait(lambda: self.status("/healthz") == 200, within, "no page was served", self.process)
        return time.monotonic() - began

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def children(self) -> dict[str, int]:
        """Process id by part."""
        assert self.process is not None
        found: dict[str, int] = {}
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in map(int, listed.split()):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
            for name, mark in MARKS.items():
                if any(mark in word for word in words[:8]) and name not in found:
                    found[name] = pid
                    break
        return found

    def status(self, path: str) -> int:
        """Answer's status; 0 when nobody answered."""
        try:
            with urllib.request.urlopen(self.url(path), timeout=ANSWERS_WITHIN) as answer:  # nosec B310: our own
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            return 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def servers(self) -> Servers:
        servers = load_servers(self.folder)
        if servers is None:
            raise Failed("the servers have no addresses")
        return servers

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "hotelcrm.local.management", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Failed(f"{arguments[0]}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def push(self, number: str, token: str) -> bool:
        """Whether the booking was acknowledged."""
        room = {"room_type": "standard", "arrival": "2027-03-01", "departure": "2027-03-03"}
        body = {"version": 1, "status": "confirmed", "guest": {"name": "王晓明"}, "rooms": [room]}
        request = urllib.request.Request(
            self.url(f"/api/v1/reservations/drill/{number}"),
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            method="PUT",
        )
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:  # nosec B310: our own
                return answer.status in {200, 201}
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            return False


def wait(condition: Callable[[], bool], within: float, otherwise: str, process=None) -> float:
    """Seconds until `condition` held; Failed when it did not in time."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within:
            raise Failed(f"{otherwise} within {within:.0f} s")
        if process is not None and process.poll() is not None:
            raise Failed(f"{otherwise}: the server ended with {process.returncode}")
        time.sleep(0.2)
    return time.monotonic() - began

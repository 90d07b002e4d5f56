"""`script/server`: servers, migrations, demo hotel, then web, worker and beat together until Ctrl-C."""

import argparse
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hotelcrm.local.checkout import (
    ROOT,
    AlreadyRunning,
    CannotStart,
    Servers,
    is_free,
    only_one,
    read_dotenv,
    say,
    var_dir,
)
from hotelcrm.local.children import Child, ChildFailed, Children
from hotelcrm.local.environment import development_environment, manage, restart_server, start_servers
from hotelcrm.local.first_run import prepare_demo
from hotelcrm.local.migrated import is_migrated, note_migrated, program_of
from hotelcrm.local.translations import compile_translations
from hotelcrm.local.vendor import fill_vendor

DEFAULT_PORT = 8000
#: Folder in VAR_DIR of what web, worker and beat say, beside what PostgreSQL and Redis do.
LOGS = "log"
PAGES_WITHIN = 60.0
FIRST_PAUSE = 1.0
# However often a part dies, it is there again within half a minute.
LONGEST_PAUSE = 10.0
# A process that ran this long was healthy: its next failure starts with a short pause again.
HEALTHY_AFTER = 60.0


class StopRequested(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


@dataclass
class Restart:
    """When a process that died is to be started again, and how patient we have become."""

    at: float
    pause: float


class Hotel:
    """The running processes of one checkout."""

    def __init__(self, folder: Path, children: Children, port: int) -> None:
        self.folder = folder
        self.children = children
        self.port = port
        self.servers: Servers | None = None
        self.patience: dict[str, float] = {}
        self.due: dict[str, Restart] = {}

    def environment(self, role: str) -> dict[str, str]:
        environment = development_environment(self.folder, self.servers, role)
        environment.setdefault("PUBLIC_URL", f"http://localhost:{self.port}")
        # Django's checks of the program are script/test's business: here they would hold up the pages by a second.
        environment["CELERY_SKIP_CHECKS"] = "1"
        return environment

    def log_of(self, name: str) -> Path:
        return self.folder / LOGS / f"{name}.log"

    def spawn(self, name: str, command: list[str], environment: dict[str, str]) -> Child:
        return self.children.spawn(
            name, command, environment=environment, cwd=ROOT, journal=self.log_of(name)
        )

    # --- the processes -------------------------------------------------------------------------------

    def start_web(self) -> Child:
        command = [sys.executable, "-m", "gunicorn", "hotelcrm.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]
        # Loaded once and then forked: the processes are there sooner, and share what was loaded.
        command += ["--preload", "--graceful-timeout", "8"]
        environment = self.environment("web")
        # Static files come from the checkout here; the folder of an installation is not missed.
        environment["PYTHONWARNINGS"] = "ignore:No directory at"
        return self.spawn("web", command, environment)

    def start_worker(self) -> Child:
        command = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "hotelcrm",
            "worker",
            "--loglevel",
            "INFO",
        ]
        command += ["--concurrency", "2", "--without-gossip", "--without-mingle"]
        environment = self.environment("worker")
        # A development machine may be root's; PostgreSQL and Redis run as somebody else even then.
        environment["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
        return self.spawn("worker", command, environment)

    def start_beat(self) -> Child:
        command = [sys.executable, "-m", "celery", "--quiet", "-A", "hotelcrm", "beat", "--loglevel", "INFO"]
        command += ["--schedule", str(self.folder / "beat-schedule"), "--pidfile", ""]
        return self.spawn("beat", command, self.environment("beat"))

    def start(self, name: str) -> None:
        starts: dict[str, Callable[[], Child]] = {
            "web": self.start_web,
            "worker": self.start_worker,
            "beat": self.start_beat,
        }
        if name in starts:
            starts[name]()
        elif self.servers is not None:
            restart_server(name, self.folder, self.children, self.servers)

    # --- keeping them alive --------------------------------------------------------------------------

    def look_after(self) -> None:
        """One round: print what was said, plan and carry out restarts."""
        self.children.pump(0.3)
        self.children.keep_guardian()
        now = time.monotonic()
        for child in [child for child in self.children.running if not child.is_alive()]:
            self.children.forget(child)
            if now - child.started_at > HEALTHY_AFTER:
                self.patience.pop(child.name, None)
            pause = self.patience.get(child.name, FIRST_PAUSE)
            self.patience[child.name] = min(2 * pause, LONGEST_PAUSE)
            self.due[child.name] = Restart(now + pause, pause)
            code = child.process.returncode
            say(f"{child.name} ended by itself (exit code {code}); starting it again in {pause:.0f} s.")
        for name in [name for name, restart in self.due.items() if restart.at <= now]:
            del self.due[name]
            self.start(name)

    def wait_for_pages(self) -> None:
        """Until /healthz answers 200. Raises ChildFailed when it does not."""
        deadline = time.monotonic() + PAGES_WITHIN
        while time.monotonic() < deadline:
            self.children.pump(0.1)
            for child in self.children.running:
                if not child.is_alive():
                    raise ChildFailed(
                        f"{child.name} ended during the start; what it said is in {self.log_of(child.name)}."
                    )
            try:
                address = f"http://127.0.0.1:{self.port}/healthz"
                with urllib.request.urlopen(address, timeout=2):  # nosec B310: our own address
                    return
            except (urllib.error.URLError, OSError):
                continue
        raise ChildFailed(
            f"No page was served within {PAGES_WITHIN:.0f} s; what the web server said is in {self.log_of('web')}."
        )


def choose_web_port() -> int:
    """PORT if given; else 8000 or the next free one. Raises CannotStart when a given port is taken."""
    wanted = os.environ.get("PORT")
    if wanted:
        if not wanted.isdigit() or not is_free(int(wanted)):
            raise CannotStart(f"PORT={wanted} is not a free port. Choose another or leave PORT unset.")
        return int(wanted)
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 100):
        if is_free(port):
            return port
    raise CannotStart(f"No free port from {DEFAULT_PORT} on. Set PORT.")


# --- The command -------------------------------------------------------------------------------------


def ignore_signals() -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: what follows is the orderly stop, which a second signal must not tear.
    ignore_signals()
    raise StopRequested


def stop_on_signals() -> None:
    """Turn the first Ctrl-C, SIGTERM or hang-up into StopRequested."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _stop)


def run(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/server", description=__doc__)
    parser.add_argument("--empty", action="store_true", help="no demo hotel on the first run")
    options = parser.parse_args(arguments)
    read_dotenv()
    folder = var_dir()
    with only_one(folder, "script/server"):
        stop_on_signals()
        children = Children()
        try:
            _serve(folder, children, empty=options.empty)
        finally:
            ignore_signals()
            stop_in_order(children)


def _serve(folder: Path, children: Children, *, empty: bool) -> None:
    started_at = time.monotonic()
    hotel = Hotel(folder, children, choose_web_port())
    hotel.servers = start_servers(folder, children)
    if fill_vendor():
        say("Front-end files brought into static/vendor.")
    compile_translations()
    environment = hotel.environment("command")
    program = program_of()
    if not is_migrated(environment["DATABASE_URL"], program):
        say("Migrating the database …")
        if manage(children, environment, "migrate", "--noinput", "--verbosity", "1", name="migrate"):
            raise ChildFailed("The migrations failed; the reason is above.")
        note_migrated(environment["DATABASE_URL"], program)
    sign_ins = prepare_demo(folder, children, environment, empty=empty)
    say("Starting web, worker and beat …")
    for name in ("web", "worker"):
        hotel.start(name)
    hotel.wait_for_pages()
    # Loading the program for a third time would hold up the pages; what beat sends can wait for them.
    hotel.start("beat")
    say(f"\n{sign_ins}\n\nReady after {time.monotonic() - started_at:.0f} s: http://localhost:{hotel.port}/")
    say(f"Ctrl-C stops everything. What web, worker and beat do is written in {folder / LOGS}.\n")
    while True:
        hotel.look_after()


def stop_in_order(children: Children) -> None:
    """Who takes work first, who keeps data last."""
    order = ("web", "worker", "beat", "redis", "postgres")
    rest = [child for child in children.running if child.name not in order]
    named = [child for name in order for child in children.running if child.name == name]
    for child in [*rest, *named]:
        say(f"Stopping {child.name} …")
        children.stop(child)
    children.close()
    say("Everything is stopped.")


def main() -> int:
    try:
        run(sys.argv[1:])
    except StopRequested:
        return 0
    except AlreadyRunning as other:
        say(f"This checkout is already in use by {other.holder}. Stop that first, or use another VAR_DIR.")
        return 1
    except (CannotStart, ChildFailed) as problem:
        say(f"\nscript/server: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What belongs to one checkout: its folder for data, its lock, the addresses of its servers."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("common", "guests", "reservations", "feedback", "loyalty", "analytics", "departments", "hotelcrm")


class CannotStart(Exception):
    """Something on this machine stands in the way; the message says what, and what to do."""


class AlreadyRunning(Exception):
    """Another process of this checkout holds the lock; `holder` says which."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


@dataclass
class Servers:
    """Ports and password of the embedded servers, chosen once and then kept."""

    postgres_port: int
    redis_port: int
    password: str

    @property
    def database_url(self) -> str:
        return f"postgres://hotelcrm:{self.password}@127.0.0.1:{self.postgres_port}/hotelcrm"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.redis_port}/0"


def read_dotenv() -> None:
    """Settings of `.env` count for the supervisor as they do for Django; the environment wins."""
    if (ROOT / ".env").exists():
        import environ

        environ.Env.read_env(ROOT / ".env", overwrite=False)


def var_dir() -> Path:
    """The folder for everything this checkout writes, made if need be.

    Raises CannotStart where it belongs to somebody else.
    """
    folder = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be made ({error.strerror}). Set VAR_DIR to a folder you own."
        ) from error
    check_writable(folder)
    return folder


def check_writable(folder: Path) -> None:
    """Data made by root is unusable for an ordinary user: say so instead of failing somewhere later."""
    for path in (folder, *folder.glob("*.json"), *folder.glob("*.lock")):
        if not os.access(path, os.W_OK):
            owner = path.stat().st_uid
            raise CannotStart(
                f"{path} belongs to user {owner}, not to you (user {os.getuid()}). "
                f"Start as that user, or set VAR_DIR to another folder, or remove {folder}."
            )


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def choose_ports(folder: Path, count: int) -> list[int]:
    """Free ports below the range the system hands out for outgoing connections, starting at a place that
    differs by checkout, so that two checkouts seldom meet."""
    start = 20000 + int(hashlib.sha256(str(folder).encode()).hexdigest(), 16) % 10000
    ports: list[int] = []
    for port in range(start, start + 2000):
        if is_free(port):
            ports.append(port)
            if len(ports) == count:
                return ports
    raise CannotStart(f"No free port between {start} and {start + 2000} on 127.0.0.1.")


def load_servers(folder: Path) -> Servers | None:
    file = folder / "servers.json"
    try:
        return Servers(**json.loads(file.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise CannotStart(f"{file} is damaged ({error}). Remove {folder} to begin anew.") from error


def save_servers(folder: Path, servers: Servers) -> None:
    write_private(folder / "servers.json", json.dumps(asdict(servers)) + "\n")


def servers_of(folder: Path) -> Servers:
    """The kept addresses, or new ones. Holding the lock, the caller is the only one to choose."""
    servers = load_servers(folder)
    if servers is None:
        postgres_port, redis_port = choose_ports(folder, 2)
        servers = Servers(postgres_port, redis_port, secrets.token_urlsafe(24))
        save_servers(folder, servers)
    return servers


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only."""
    unfinished = file.with_name(file.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write(text)
    unfinished.replace(file)


@contextlib.contextmanager
def only_one(folder: Path, command: str) -> Iterator[None]:
    """Hold the checkout's lock; it ends with the process, however that ends.

    Raises AlreadyRunning with the words of the process that holds it.
    """
    with (folder / "checkout.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(f"{command} (process {os.getpid()})")
        lock.flush()
        yield


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()

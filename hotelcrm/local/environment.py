"""The environment in which the hotel's processes run on a machine without servers of its own."""

import base64
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from hotelcrm.embedded import Embedded
from hotelcrm.local.checkout import ROOT, Servers, say, servers_of
from hotelcrm.local.children import Child, Children

MANAGE = (sys.executable, str(ROOT / "manage.py"))


def needs_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def needs_redis() -> bool:
    return not os.environ.get("REDIS_URL")


#: A machine of one's own runs what production runs: debugging off, own secrets. It only goes without TLS,
#: without the slow compressing of static files, and asks no second factor of the demo's people.
LOCAL_SETTINGS = {
    "DEBUG": "0",
    "PLAIN_HTTP": "1",
    "STATIC_MANIFEST": "0",
    "MFA_REQUIRED_GROUPS": "",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1],testserver",
    "EMAIL_URL": "consolemail://",
}


def development_environment(folder: Path, servers: Servers | None, role: str) -> dict[str, str]:
    """Ours, with what LOCAL_SETTINGS says unless we say otherwise, secrets, addresses and the process's role."""
    environment = LOCAL_SETTINGS | secrets_of(folder) | dict(os.environ)
    environment["VAR_DIR"] = str(folder)
    environment["PROCESS_ROLE"] = role
    environment["PYTHONUNBUFFERED"] = "1"
    # Each process would compile our thousand modules anew: a second of its start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["DJANGO_SETTINGS_MODULE"] = "hotelcrm.settings"
    if servers is not None:
        environment.setdefault("DATABASE_URL", servers.database_url)
        environment.setdefault("REDIS_URL", servers.redis_url)
    return environment


def secrets_of(folder: Path) -> dict[str, str]:
    """The secrets of this folder's data, made at the first start and readable by their owner alone."""
    path = folder / "secrets.json"
    if path.exists():
        return json.loads(path.read_text())
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "DOCUMENT_HASH_KEY": secrets.token_urlsafe(50),
    }
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file)
    return made


def start_servers(folder: Path, children: Children, *, durable: bool = True) -> Servers | None:
    """Start what the environment does not point at elsewhere; None where it points at both."""
    if not needs_postgres() and not needs_redis():
        return None
    embedded = Embedded(folder, servers_of(folder), children, durable=durable)
    if needs_postgres():
        say(f"Starting PostgreSQL (data in {embedded.data}) …")
        embedded.start_postgres()
    if needs_redis():
        say("Starting Redis …")
        embedded.start_redis()
    return embedded.servers


def restart_server(name: str, folder: Path, children: Children, servers: Servers) -> Child:
    """Start an embedded server again on its kept port."""
    embedded = Embedded(folder, servers, children)
    return embedded.start_postgres() if name == "postgres" else embedded.start_redis()


def manage(children: Children, environment: Mapping[str, str], *arguments: str, name: str = "manage") -> int:
    """Run one management command to its end; its exit code."""
    return children.run(name, [*MANAGE, *arguments], environment=environment, cwd=ROOT)

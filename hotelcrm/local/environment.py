"""The environment in which the hotel's processes run on a machine without servers of its own."""

import os
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


def development_environment(folder: Path, servers: Servers | None, role: str) -> dict[str, str]:
    """Ours, with the servers' addresses, debugging on, and the process's role."""
    environment = dict(os.environ)
    environment.setdefault("DEBUG", "1")
    environment["VAR_DIR"] = str(folder)
    environment["PROCESS_ROLE"] = role
    environment["PYTHONUNBUFFERED"] = "1"
    environment["DJANGO_SETTINGS_MODULE"] = "hotelcrm.settings"
    if servers is not None:
        environment.setdefault("DATABASE_URL", servers.database_url)
        environment.setdefault("REDIS_URL", servers.redis_url)
    return environment


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

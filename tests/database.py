"""A database with every migration applied, made once and copied by whoever tests.

Applying them takes many times as long as copying what they made, so that one more migration is applied to a copy of
the database that has seen all the others. As a program, it makes that database: `script/test` does so while the
linters run.
"""

import hashlib
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg2
from django.apps import apps
from django.conf import settings

from common.databases import drop_database
from hotelcrm.local.checkout import ROOT
from hotelcrm.local.migrated import LOCK_FILE, digests

PREFIX = "migrated_"
BUILDING = PREFIX + "building"
#: Branches differ in their migrations: whoever goes back and forth finds both.
KEPT = 4
#: One process builds, the others wait for it and find it done.
LOCK = 0x6D696772


def migrated_database() -> str:
    """Name of the database in which the present migrations, and nothing else, have run."""
    applied = _migrations()
    name = PREFIX + hashlib.sha256(json.dumps(applied).encode()).hexdigest()[:16]
    if is_there(name):
        return name
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        there = _made(cursor)
        if name not in there:
            _build(cursor, name, applied, upon=_nearest(there, applied))
            for old in list(there)[KEPT - 1 :]:
                drop_database(cursor, old)
    return name


def is_there(name: str) -> bool:
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _migrations() -> dict[str, str]:
    """Every migration's file and what it says, as a digest; the packages' own by the versions in the lock file,
    and what a migration replaces of them by its own file."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT)]
    files = {file for folder in ours for file in (folder / "migrations").glob("*.py")}
    return digests({ROOT / LOCK_FILE, ROOT / "common" / "triggers.py", *files})


def _made(cursor) -> dict[str, dict[str, str]]:
    """The databases made before, the newest first, and the migrations that each has seen."""
    cursor.execute(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '{}') FROM pg_database"
        " WHERE starts_with(datname, %s) AND datname <> %s ORDER BY oid DESC",
        [PREFIX, BUILDING],
    )
    return {name: json.loads(told) for name, told in cursor}


def _nearest(there: dict[str, dict[str, str]], applied: dict[str, str]) -> str | None:
    """The one that lacks the fewest of these migrations and has seen no other."""
    fitting = [name for name, seen in there.items() if seen and seen.items() <= applied.items()]
    return max(fitting, key=lambda name: len(there[name]), default=None)


def _build(cursor, name: str, applied: dict[str, str], upon: str | None) -> None:
    """Under another name until it is complete: a killed build is never taken for one that was finished."""
    drop_database(cursor, BUILDING)
    cursor.execute(f'CREATE DATABASE "{BUILDING}"' + (f' TEMPLATE "{upon}"' if upon else ""))
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{BUILDING}").geturl()
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)
    cursor.execute(f'COMMENT ON DATABASE "{BUILDING}" IS %s', [json.dumps(applied)])
    cursor.execute(f'ALTER DATABASE "{BUILDING}" RENAME TO "{name}"')


def _server():
    """A connection to the server's own database, each statement by itself."""
    url = urlsplit(settings.DATABASE_URL)._replace(path="/postgres").geturl()
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


if __name__ == "__main__":
    django.setup()
    migrated_database()

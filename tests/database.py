"""A database with every migration applied, made once and copied by whoever tests.

Applying them takes many times as long as copying what they made. As a program, it makes that database:
`script/test` does so while the linters run.
"""

import hashlib
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

ROOT = Path(settings.BASE_DIR)
PREFIX = "migrated_"
BUILDING = PREFIX + "building"
#: Branches differ in their migrations: whoever goes back and forth finds both.
KEPT = 3
#: One process builds, the others wait for it and find it done.
LOCK = 0x6D696772


def migrated_database() -> str:
    """Name of the database in which the present migrations, and nothing else, have run."""
    name = PREFIX + _digest()
    if is_there(name):
        return name
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [PREFIX]
        )
        there = [row[0] for row in cursor]
        if name not in there:
            for old in {BUILDING, *there[KEPT - 1 :]}:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            _build(cursor, name)
    return name


def is_there(name: str) -> bool:
    with closing(_server()) as server, server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _digest() -> str:
    """Of every migration, the packages' included: their versions stand in the lock file."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT)]
    files = sorted(file for folder in ours for file in (folder / "migrations").glob("*.py"))
    told = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in files:
        told.update(file.read_bytes())
    return told.hexdigest()[:16]


def _build(cursor, name: str) -> None:
    """Under another name until it is complete: a killed build is never taken for one that was finished."""
    cursor.execute(f'CREATE DATABASE "{BUILDING}"')
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{BUILDING}").geturl()
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)
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

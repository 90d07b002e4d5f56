"""When a start may leave out the migrations: only where this very program has made them all."""

from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from hotelcrm.local.migrated import is_migrated, note_migrated, program_of


@pytest.fixture
def database(db):
    """The address of this test's database, which forgets the note afterwards."""
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    yield url
    execute(url, "COMMENT ON TABLE django_migrations IS NULL")


def execute(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as own, own, own.cursor() as cursor:
        cursor.execute(statement)


def test_a_database_is_migrated_until_the_program_changes(database):
    assert not is_migrated(database, "this")
    note_migrated(database, "this")
    assert is_migrated(database, "this")
    assert not is_migrated(database, "another")


@pytest.mark.parametrize(
    "changed", ["departments/roles.py", "guests/migrations/0002_more.py", "requirements.lock"]
)
def test_a_program_is_another_one_with_each_line_that_a_migration_may_read(tmp_path, changed):
    for path in ("requirements.lock", "guests/migrations/0001_tables.py", "departments/roles.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    before = program_of(tmp_path)
    assert program_of(tmp_path) == before
    (tmp_path / changed).write_text("one line more")
    assert program_of(tmp_path) != before


@pytest.mark.parametrize(
    ("by_hand", "taken_back"),
    [
        (
            "UPDATE django_migrations SET name = name || '?' WHERE app = 'guests' AND name = '0001_tables'",
            "UPDATE django_migrations SET name = '0001_tables' WHERE app = 'guests' AND name = '0001_tables?'",
        ),
        (
            "ALTER TABLE django_migrations RENAME TO replaced",
            "ALTER TABLE replaced RENAME TO django_migrations",
        ),
    ],
    ids=["other migrations", "another database"],
)
def test_a_database_that_was_touched_by_others_is_migrated_again(database, by_hand, taken_back):
    note_migrated(database, "this")
    execute(database, by_hand)
    try:
        assert not is_migrated(database, "this")
    finally:
        execute(database, taken_back)
    assert is_migrated(database, "this")


def test_an_address_that_only_django_understands_is_left_to_migrate():
    note_migrated("psql://nobody@127.0.0.1:1/nowhere", "this")
    assert not is_migrated("psql://nobody@127.0.0.1:1/nowhere", "this")

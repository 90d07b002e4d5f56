"""Dropping a whole database."""

from contextlib import closing

import psycopg2
import pytest
from django.conf import settings

from common.databases import drop_database
from hotelcrm.backups import _server

NAME = "dropped_by_a_test"


@pytest.mark.django_db
def test_a_database_is_dropped_while_somebody_works_in_it():
    with closing(_server()) as server, server.cursor() as cursor:
        drop_database(cursor, NAME)
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
        address = settings.DATABASE_URL.rpartition("/")[0] + f"/{NAME}"
        with closing(psycopg2.connect(address)) as working:
            drop_database(cursor, NAME)
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [NAME])
            assert cursor.fetchone() == (0,)
            with pytest.raises(psycopg2.OperationalError):
                working.cursor().execute("SELECT 1")

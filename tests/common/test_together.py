"""Statements sent with the next one are as if they had been sent at once."""

import pytest
from django.db import IntegrityError, connection, transaction

from common.bulk import insert_rows
from common.together import run_later, together
from guests.models import Guest, NameToken
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db
COLUMNS = ("guest_id", "token", "kind")


def tokens():
    return set(NameToken.objects.filter(token__startswith="later").values_list("token", flat=True))


def test_what_waits_is_there_for_the_next_statement_and_costs_none_of_its_own(django_assert_num_queries):
    guest = GuestFactory()
    with django_assert_num_queries(1), transaction.atomic(savepoint=False), together():
        insert_rows(NameToken, COLUMNS, [(guest.pk, "later 100%", "name"), (guest.pk, "later %s", "name")])
        insert_rows(NameToken, COLUMNS, [(guest.pk, "later'; DROP", "name")])
        assert tokens() == {"later 100%", "later %s", "later'; DROP"}


def test_what_nobody_asked_for_is_written_when_the_block_ends():
    guest = GuestFactory()
    with together():
        insert_rows(NameToken, COLUMNS, [(guest.pk, "later", "name")])
    assert tokens() == {"later"}


def test_statements_that_travel_alone_come_after_what_waits():
    guest = GuestFactory()
    with together():
        insert_rows(NameToken, COLUMNS, [(guest.pk, "later", "name")])
        assert [row.token for row in NameToken.objects.filter(token="later").iterator(chunk_size=2)] == [
            "later"
        ]
        run_later("UPDATE guests_nametoken SET token = %s WHERE token = %s", ["later on", "later"])
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE guests_nametoken SET token = %s WHERE token = %s", [("later yet", "later on")]
            )
    assert tokens() == {"later yet"}


def fail_after_writing(guest):
    with transaction.atomic(), together():
        insert_rows(NameToken, COLUMNS, [(guest.pk, "later", "name")])
        raise ZeroDivisionError


def test_a_block_that_fails_leaves_nothing_waiting():
    with pytest.raises(ZeroDivisionError):
        fail_after_writing(GuestFactory())
    Guest.objects.count()
    assert tokens() == set()


def write_nothing_as_a_token():
    with transaction.atomic(), together():
        run_later("INSERT INTO guests_nametoken (guest_id, token, kind) VALUES (%s, NULL, 'name')", [1])
        Guest.objects.count()


def test_an_error_of_what_waited_fails_the_transaction():
    with pytest.raises(IntegrityError):
        write_nothing_as_a_token()

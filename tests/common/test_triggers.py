"""The functions that every trigger calls: the libraries' answers without a subtransaction a row."""

import pghistory
import pgtrigger
import pytest
from django.db import connection
from pghistory.models import Context

from guests.models import Guest, Preference
from tests.factories import GuestFactory

FUNCTIONS = ("_pgtrigger_should_ignore", "_pgh_attach_context")


@pytest.mark.django_db
def test_no_trigger_opens_a_subtransaction():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE prokind = 'f' AND proname = ANY (%s)",
            [list(FUNCTIONS)],
        )
        sources = dict(cursor.fetchall())
        cursor.execute(
            "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND p.prosrc ~ '\\mEXCEPTION\\s+WHEN'"
        )
        catching = cursor.fetchall()
    assert set(sources) == set(FUNCTIONS)
    assert not any("EXCEPTION" in source for source in sources.values())
    assert catching == []


@pytest.mark.django_db
def test_a_trigger_is_ignored_where_that_is_asked_for_and_only_there():
    absorbed, survivor = GuestFactory(), GuestFactory()
    Guest.objects.filter(pk=absorbed.pk).update(merged_into=survivor)
    with pgtrigger.ignore("guests.Preference:guest_is_the_survivor"):
        left = Preference.objects.create(guest=absorbed, category="bed", text="大床")
    followed = Preference.objects.create(guest=absorbed, category="bed", text="双床")
    left.refresh_from_db(), followed.refresh_from_db()
    assert (left.guest_id, followed.guest_id) == (absorbed.pk, survivor.pk)


@pytest.mark.django_db
def test_history_knows_who_was_at_work_and_what_was_said_last():
    guest = GuestFactory(name="王一")
    Guest.objects.filter(pk=guest.pk).update(name="王二")
    with pghistory.context(user_name="前台"):
        Guest.objects.filter(pk=guest.pk).update(name="王三")
        with pghistory.context(request_id="r1"):
            Guest.objects.filter(pk=guest.pk).update(name="王四")
    nobody, *named = guest.events.order_by("pgh_id")
    assert nobody.pgh_context is None
    assert {event.pgh_context for event in named} == {Context.objects.get()}
    assert Context.objects.get().metadata == {"user_name": "前台", "request_id": "r1"}

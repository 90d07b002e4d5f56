"""The collapsed migrations: what they make, how often models are rendered for it, and whom they turn away."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

from common.migrating import AtOnce


@pytest.mark.django_db
def test_the_database_has_every_index_and_constraint_of_the_models():
    said = {
        part.name
        for model in apps.get_models()
        if model._meta.managed
        for part in (*model._meta.indexes, *model._meta.constraints)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint")
        assert said - {name for (name,) in cursor} == set()


@pytest.mark.django_db
def test_tables_made_at_once_render_each_model_once_and_leave_nothing_for_later(monkeypatch):
    rendered, render = [], ModelState.render
    monkeypatch.setattr(
        ModelState, "render", lambda self, apps: rendered.append(self.name) or render(self, apps)
    )
    key = ("id", models.BigAutoField(primary_key=True))
    to_inn = ("inn", models.ForeignKey("common.inn", models.CASCADE))
    by_inn = {"indexes": [models.Index(fields=["inn", "id"], name="beds_of_inns")]}
    operation = AtOnce(
        [migrations.CreateModel("Inn", [key]), migrations.CreateModel("Bed", [key, to_inn], by_inn)]
    )
    before, after = ProjectState(), ProjectState()
    assert after.apps  # rendered, as it is in the middle of a `migrate`
    operation.state_forwards("common", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("common", editor, before, after)
        assert editor.deferred_sql == []
    with connection.cursor() as cursor:
        made = connection.introspection.get_constraints(cursor, "common_bed")
    assert "beds_of_inns" in made
    assert ("common_inn", "id") in [constraint["foreign_key"] for constraint in made.values()]
    assert sorted(rendered) == ["Bed", "Inn"]


@pytest.mark.django_db
def test_a_database_that_has_seen_half_of_what_was_collapsed_is_turned_away():
    call_command("check", databases=["default"])
    MigrationRecorder(connection).record_unapplied("guests", "0014_indexes_that_are_read")
    with pytest.raises(CommandError, match=r"guests\.0001_tables .*: guests\.0014_indexes_that_are_read"):
        call_command("check", databases=["default"])

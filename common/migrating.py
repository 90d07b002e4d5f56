"""What our migrations need beyond Django's own. Docs: docs/decisions/0054-migrations-collapsed.md"""

from django.core.checks import Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation, OperationCategory


class AtOnce(Operation):
    """Models with all that belongs to them, made as one; indexes and constraints stand in their options.

    After each operation Django renders every model anew that hangs together with the one it is about: two hundred
    tables, made one by one, render tens of thousands. Here each operation sees the models as the last one leaves them.
    """

    category = OperationCategory.ADDITION
    reversible = False

    def __init__(self, operations: list[Operation]):
        self.operations = operations

    def state_forwards(self, app_label, state):
        # Without rendered models nothing is rendered here; they are once, when the first operation asks for them.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        # What Django puts off until the end it notes as applied only after the commit: a kill between the two would
        # leave tables of which nobody knows.
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)


def seen_whole(app_configs, databases, **_kwargs) -> list[Error]:
    """System check before `migrate`: has a database seen only some of the migrations that a present one replaces?

    Django would then look past the present one, and what the database lacks would stay missing without a word.
    """
    errors = []
    for alias in databases or ():
        loader = MigrationLoader(connections[alias])
        for migration in loader.replacements.values():
            missing = [key for key in migration.replaces if key not in loader.applied_migrations]
            if 0 < len(missing) < len(migration.replaces):
                names = ", ".join(f"{app}.{name}" for app, name in missing)
                errors.append(
                    Error(
                        f"{migration} replaces migrations of which this database has not seen: {names}.",
                        hint="Migrate it with the last version of the program that has them, then with this one.",
                        id="common.E001",
                    )
                )
    return errors

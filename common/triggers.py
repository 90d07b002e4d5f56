"""The two functions that the trigger libraries call for every row, without their subtransactions.

Both libraries ask a setting inside BEGIN … EXCEPTION. PostgreSQL opens a subtransaction for that at each row, and where
the setting is missing the caught error walks every foreign key check still pending: a bulk load becomes quadratic.
`current_setting(name, true)` asks the same without either. Docs: docs/decisions/0053-functions-of-triggers.md.
"""

from collections.abc import Sequence

from django.db import connections
from pghistory.models import Context
from pgtrigger import features

_SHOULD_IGNORE = """
    CREATE OR REPLACE FUNCTION {schema}_pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql STABLE AS $$
        SELECT coalesce(
            trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false
        )
    $$
"""
# A request that changes many rows writes its context once and only reads it from then on.
_ATTACH_CONTEXT = """
    CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid
    LANGUAGE plpgsql AS $$
        DECLARE
            context_id uuid := nullif(current_setting('pghistory.context_id', true), '');
            said jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
        BEGIN
            IF context_id IS NULL OR said IS NULL THEN
                RETURN NULL;
            END IF;
            IF NOT EXISTS (SELECT FROM {table} WHERE id = context_id AND metadata = said) THEN
                INSERT INTO {table} (id, metadata, created_at, updated_at) VALUES (context_id, said, now(), now())
                ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = excluded.updated_at
                    WHERE {table}.metadata <> excluded.metadata;
            END IF;
            RETURN context_id;
        END;
    $$
"""


def replace_functions(*, using: str, plan: Sequence | None = None, **_kwargs) -> None:
    """Receiver of post_migrate: every migration that brings a trigger brings the library's own function too."""
    if plan is None:  # emptied, not migrated
        return
    schema, table = features.schema(), Context._meta.db_table
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone() == (None,):
            return  # this library is being unmigrated
        cursor.execute(_SHOULD_IGNORE.format(schema=f'"{schema}".' if schema else ""))
        cursor.execute(_ATTACH_CONTEXT.format(table=table))

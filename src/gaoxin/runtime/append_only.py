"""Database triggers that refuse UPDATE and DELETE on a table: append-only holds against raw SQL, not only the ORM.

A refused statement raises IntegrityError on both databases. On PostgreSQL TRUNCATE is refused too. Django rebuilds a
SQLite table when a later migration alters it, and triggers go with the old one: such a migration ends with
`append_only(table)` again.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


def _install(table: str) -> Any:
    def forwards(apps: Any, schema_editor: Any) -> None:
        backwards = _remove(table)
        backwards(apps, schema_editor)
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            return
        schema_editor.execute(
            f'CREATE FUNCTION "{table}_append_only"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END$$"
        )
        for name, when, level in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
            schema_editor.execute(
                f'CREATE TRIGGER "{table}_no_{name}" BEFORE {when} ON "{table}" '
                f'FOR EACH {level} EXECUTE FUNCTION "{table}_append_only"()'
            )

    return forwards


def _remove(table: str) -> Any:
    def backwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"')
            return
        schema_editor.execute(f'DROP FUNCTION IF EXISTS "{table}_append_only"() CASCADE')

    return backwards


def append_only(table: str) -> migrations.RunPython:
    """Migration operation that makes `table` append-only on SQLite and PostgreSQL; reversible, and safe to repeat."""
    return migrations.RunPython(_install(table), _remove(table))

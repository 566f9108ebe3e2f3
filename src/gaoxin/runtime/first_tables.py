"""An empty database gets its tables as they are at the end of all migrations, in one transaction.

Django applies migrations one after another and renders every related model anew at each operation: 40 s for tables that take
one. Nothing else differs: the tables are those of the migrations' last state, and triggers, indexes and the like are made by the
migrations' own operations. What is marked `elidable` moves rows, and here there are none; of other people's migrations
only the tables are taken, since theirs of that kind only move rows too. `tests/runtime/test_first_tables.py` compares both ways.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL

OURS = "gaoxin."


def make(connection: Any) -> tuple[str, ...]:
    """Makes all tables and records every migration as applied: all or nothing. Returns their names, in order.

    For a database to which no migration was applied; DatabaseError where one of the tables is there already.
    """
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    state = executor.loader.project_state()
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for operation in migration.operations if migration.__module__.startswith(OURS) else ():
                if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
                    operation.database_forwards(migration.app_label, editor, state, state)
            executor.recorder.record_applied(migration.app_label, migration.name)
    return tuple(f"{migration.app_label}.{migration.name}" for migration in plan)

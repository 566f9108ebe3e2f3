"""What the database says about itself: is it there, is it migrated, and what its errors mean to a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gaoxin.core.errors import GaoxinError


class NotMigrated(GaoxinError):
    """The database exists but has no tables yet, or older ones."""


class Unreachable(GaoxinError):
    """The database cannot be opened."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """reachable: it answers. pending: names of migrations still to be applied, in order. empty: none is applied yet."""

    reachable: bool
    pending: tuple[str, ...]
    error: str = ""
    empty: bool = False

    @property
    def ready(self) -> bool:
        return self.reachable and not self.pending


def place() -> str:
    """Which database it is, without user or password."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(settings["NAME"])
    host = settings["HOST"] or "local"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"{connection.vendor}://{host}{port}/{settings['NAME']}"


def readiness() -> Readiness:
    """Ask the database. Never raises for a database that is away."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Readiness(False, (), str(error).strip())
    pending = tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
    return Readiness(True, pending, empty=not executor.loader.applied_migrations)


def explained(error: DatabaseError) -> GaoxinError | None:
    """The error in four parts where the cause is the installation's state; None for everything else."""
    text = str(error).strip()
    first = text.split("\n", 1)[0]
    if "no such table" in text or "no such column" in text or ("does not exist" in text and "database" not in first):
        return NotMigrated(
            f"数据库尚未迁移 the database is not migrated: {place()}",
            why=first,
            do="./gaoxin migrate（指定数据库时带同样的 --db with the same --db）",
        )
    away = ("unable to open database", "connection failed", "could not connect", "does not exist", "connection is bad")
    if any(sign in text for sign in away):
        return Unreachable(
            f"数据库无法打开 the database cannot be opened: {place()}",
            why=first,
            do="./gaoxin doctor 检查数据库 checks it",
        )
    return None

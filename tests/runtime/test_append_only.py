"""Ledgers refuse UPDATE and DELETE in the database itself, whatever sends them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

LEDGERS = ("audit_auditentry", "approvals_clockevent", "approvals_holdingreport", "approvals_decision")


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def lone_row(table: str) -> None:
    """One row made of whatever the columns take; what it says does not matter, and no other row may exist for it."""
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    values = [_filler(field) for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(*_without_references())
        columns = ", ".join(field.column for field in model._meta.concrete_fields)
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(values))})", values)


def _filler(field) -> object:
    kind = field.get_internal_type()
    if field.null:
        return None
    if kind in ("UUIDField", "ForeignKey", "OneToOneField"):
        return "0" * 31 + "1"
    if kind == "DateTimeField":
        return "2026-09-01T09:00:00+08:00"
    if kind.endswith("IntegerField"):
        return 1
    return {"outcome": "granted", "supervisor": "s"}.get(field.name, "x")


def _without_references() -> tuple[str]:
    return ("PRAGMA defer_foreign_keys = ON",) if connection.vendor == "sqlite" else ("SET CONSTRAINTS ALL DEFERRED",)


@pytest.mark.django_db
@pytest.mark.parametrize("table", LEDGERS)
@pytest.mark.parametrize("sql", ["UPDATE {} SET zone = 'other'", "DELETE FROM {}"])
def test_raw_sql_cannot_change_a_ledger(table: str, sql: str) -> None:
    sid = transaction.savepoint()
    lone_row(table)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        execute(sql.format(table))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT zone FROM {table}")
        assert cursor.fetchall() == [("x",)]
    transaction.savepoint_rollback(sid)


@pytest.mark.django_db
@pytest.mark.parametrize("table", LEDGERS)
def test_postgresql_refuses_truncate_too(table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(IntegrityError, match="is append-only"):
        execute(f"TRUNCATE {table} CASCADE")

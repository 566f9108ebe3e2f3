"""Statements built once: what the profile shows to be hot runs without building the same SQL at every call.

A query set costs about a millisecond to build and compile; its SQL, kept, a twentieth (docs/reference/performance.md). The
ORM still writes the SQL, prepares the values and converts the answers: these classes only keep what it wrote.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from gaoxin.runtime.rows import ZoneRow

Fields = list[tuple[str, Any]]  # (attribute, field that prepares its value; None: written as it is)


class Read:
    """A `values_list` query with named parameters, compiled once for each kind of database.

    build: makes the query set from one sample value a parameter. samples: values that stand nowhere else in the query;
    text, UUIDs, dates or whole numbers. lock: the model whose rows are locked, where the database has `FOR UPDATE`
    (SQLite's writers wait at the gate).
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], *, lock: type[models.Model] | None = None, **samples: Any
    ) -> None:
        self._build, self._samples, self._lock = build, samples, lock
        self._kept: dict[str, tuple[str, list[Any], list[tuple[int, str]], list[Any]]] = {}

    def __call__(self, **values: Any) -> list[list[Any]]:
        """The rows, for these values of the parameters."""
        here = connections[DEFAULT_DB_ALIAS]
        sql, params, places, converters = self._kept.get(here.vendor) or self._compile(here)
        filled = list(params)
        for place, name in places:
            filled[place] = _adapted(values[name], here)
        rows = [list(row) for row in run(here, sql, filled).fetchall()]
        for place, (functions, expression) in converters:
            for row in rows:
                for function in functions:
                    row[place] = function(row[place], expression, here)
        return rows

    def one(self, **values: Any) -> list[Any] | None:
        """The first row, or None."""
        rows = self(**values)
        return rows[0] if rows else None

    def _compile(self, here: BaseDatabaseWrapper) -> Any:
        compiler = self._build(**self._samples).query.get_compiler(connection=here)
        sql, params = compiler.as_sql()
        if self._lock and here.features.has_select_for_update:
            sql += f" FOR UPDATE OF {here.ops.quote_name(self._lock._meta.db_table)}"
        marks = {_adapted(sample, here): name for name, sample in self._samples.items()}
        places = [(place, marks[param]) for place, param in enumerate(params) if param in marks]
        if {name for _, name in places} != set(self._samples):
            raise ValueError(f"a parameter is not in the query: {sql}")
        converters = list(compiler.get_converters([column for column, _, _ in compiler.select]).items())
        self._kept[here.vendor] = (sql, list(params), places, converters)
        return self._kept[here.vendor]


def columns(model: type[models.Model], prefix: str = "") -> tuple[str, ...]:
    """The names that `values_list` wants for every column of a model, or of a relation with `prefix`."""
    return tuple(f"{prefix}{field.attname}" for field in model._meta.concrete_fields)


def instance(model: type[models.Model], row: Sequence[Any], names: Sequence[str] = ()) -> Any:
    """A row of `columns(model)`, or of some of them, as an instance."""
    return model.from_db(DEFAULT_DB_ALIAS, names or columns(model), row)


def insert(*rows: models.Model) -> None:
    """Insert new rows of one model as they are; keys are made in Python. No signals, as everywhere here."""
    if rows:
        fields, sql = _insert_of(type(rows[0]))
        names = [name for name, _ in fields]
        _write(sql, fields, [[getattr(row, name) for name in names] for row in rows])
    for row in rows:
        row._state.adding = False


def add(model: type[models.Model], *rows: Mapping[str, Any]) -> None:
    """The same from plain values by column name, what is left out taking the field's default: no instance is made."""
    if rows:
        fields, sql = _insert_of(model)
        defaults = _defaults_of(model)
        _write(sql, fields, [[row[n] if n in row else default() for n, default in defaults] for row in rows])


def update(row: ZoneRow, names: Sequence[str]) -> None:
    """Write these columns of one row. Raises the model's DoesNotExist where the row is gone."""
    if not names:
        return
    here = connections[DEFAULT_DB_ALIAS]
    fields, sql = _update_of(type(row), tuple(names))
    values = _prepared([getattr(row, name) for name in names], fields, here)
    if run(here, sql, [*values, row.zone, _adapted(row.pk, here)]).rowcount != 1:
        raise type(row).DoesNotExist(f"{row.pk}")  # type: ignore[attr-defined]


def run(here: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Any:
    """Run one statement and give its cursor, without Django's wrapper, which rewrites and inspects the SQL at every call;
    where somebody counts or logs queries, or the transaction is broken, with it."""
    if here.queries_logged or here.execute_wrappers or here.needs_rollback:
        cursor = here.cursor()
        cursor.execute(sql, params)
        return cursor
    here.ensure_connection()
    with here.wrap_database_errors:
        return here.connection.execute(sql.replace("%s", "?") if here.vendor == "sqlite" else sql, params)


def _write(sql: str, fields: Fields, rows: list[list[Any]]) -> None:
    here = connections[DEFAULT_DB_ALIAS]
    values = [_prepared(row, fields, here) for row in rows]
    if len(values) == 1:
        run(here, sql, values[0])
        return
    with here.cursor() as cursor:
        cursor.executemany(sql, values)


# Chinese stays Chinese: half the bytes of Django's own escapes.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Fields whose values every database takes as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


def _named(fields: Sequence[Any]) -> Fields:
    return [(field.attname, None if isinstance(field, _PLAIN) else field) for field in fields]


def _prepared(values: Sequence[Any], fields: Fields, here: BaseDatabaseWrapper) -> list[Any]:
    return [
        value
        if field is None or value is None
        else _json(value)
        if here.vendor == "sqlite" and isinstance(field, models.JSONField)
        else field.get_db_prep_save(value, here)
        for value, (_, field) in zip(values, fields, strict=True)
    ]


@lru_cache(maxsize=256)
def _defaults_of(model: type[models.Model]) -> list[tuple[str, Callable[[], Any]]]:
    return [(field.attname, field.get_default) for field in model._meta.concrete_fields]


@lru_cache(maxsize=256)
def _insert_of(model: type[models.Model]) -> tuple[Fields, str]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name  # SQLite and PostgreSQL quote alike
    fields = model._meta.concrete_fields
    names, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    return _named(fields), f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608


@lru_cache(maxsize=256)
def _update_of(model: type[models.Model], names: tuple[str, ...]) -> tuple[Fields, str]:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name  # SQLite and PostgreSQL quote alike
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    assigned = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    where = f"{quote('zone')} = %s AND {quote('id')} = %s"
    return _named(fields), f"UPDATE {quote(model._meta.db_table)} SET {assigned} WHERE {where}"  # noqa: S608


def _adapted(value: Any, here: BaseDatabaseWrapper) -> Any:
    """A parameter as this database takes it."""
    if isinstance(value, uuid.UUID):
        return value if here.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return here.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return here.ops.adapt_datefield_value(value)
    return value

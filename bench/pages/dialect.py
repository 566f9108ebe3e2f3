"""What a fill says differently to SQLite and to PostgreSQL: keys, padded numbers, moved moments, a series of numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.db import connection


class Dialect(Protocol):
    """SQL expressions of one database, for statements with parameters (percent signs are doubled)."""

    def key(self, moment: str, kind: str, number: str, table: int, nth: str = "0") -> str:
        """A key as ours: 12 digits of the moment in ms, version 7, three of the kind, variant, then number, table and row."""
        ...

    def digits(self, number: str, width: int = 8) -> str: ...
    def text(self, key: str) -> str: ...
    def value(self, value: object) -> str: ...
    def bound(self, value: object) -> object: ...
    def moved(self, column: str, seconds: str) -> str: ...
    def series(self, first: int, last: int) -> tuple[str, str, list[int]]:
        """What stands before the SELECT, what it reads from, and the parameters of both."""
        ...

    def unchecked(self) -> AbstractContextManager[None]: ...
    def analyse(self) -> None: ...


class Lite:
    """SQLite: keys are 32 hexadecimal digits, moments are text."""

    def key(self, moment: str, kind: str, number: str, table: int, nth: str = "0") -> str:
        return f"(printf('%%012x7{kind}8000%%07x{table:02x}%%03x', {moment}, {number}, {nth}))"

    def digits(self, number: str, width: int = 8) -> str:
        return f"printf('%%0{width}d', {number})"

    def text(self, key: str) -> str:
        parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return " || '-' || ".join(f"substr({key}, {start}, {length})" for start, length in parts)

    def value(self, value: object) -> str:
        return f"'{self.bound(value)}'"

    def bound(self, value: object) -> object:
        if isinstance(value, uuid.UUID):
            return value.hex
        return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, dt.datetime) else value

    def moved(self, column: str, seconds: str) -> str:
        whole = f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', {column}, printf('%%+d seconds', {seconds}))"
        return f"({whole} || substr({column}, 20))"  # a fraction stands as it stood: moments are compared as text

    def series(self, first: int, last: int) -> tuple[str, str, list[int]]:
        return (
            "WITH RECURSIVE s(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM s WHERE n < %s)",
            "s",
            [first, last],
        )

    @contextmanager
    def unchecked(self) -> Iterator[None]:
        yield

    def analyse(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class Postgres:
    """PostgreSQL: where the user may say so, no trigger runs during the fill, foreign keys' own included; each copy points
    where its original did."""

    def key(self, moment: str, kind: str, number: str, table: int, nth: str = "0") -> str:
        def hexed(value: str, width: int) -> str:
            return f"lpad(to_hex(({value})::bigint), {width}, '0')"

        return f"({hexed(moment, 12)} || '7{kind}8000' || {hexed(number, 7)} || '{table:02x}' || {hexed(nth, 3)})::uuid"

    def digits(self, number: str, width: int = 8) -> str:
        return f"lpad(({number})::text, {width}, '0')"

    def text(self, key: str) -> str:
        return f"({key})::text"

    def value(self, value: object) -> str:
        return f"'{value}'::{'uuid' if isinstance(value, uuid.UUID) else 'timestamptz'}"

    def bound(self, value: object) -> object:
        return value

    def moved(self, column: str, seconds: str) -> str:
        return f"{column} + make_interval(secs => ({seconds})::double precision)"

    def series(self, first: int, last: int) -> tuple[str, str, list[int]]:
        return "", "generate_series(%s::bigint, %s::bigint) AS s(n)", [first, last]

    @contextmanager
    def unchecked(self) -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SHOW is_superuser")
            if cursor.fetchone() != ("on",):
                yield
                return
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")

    def analyse(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def dialect() -> Dialect:
    """Of the database that is connected."""
    return Lite() if connection.vendor == "sqlite" else Postgres()

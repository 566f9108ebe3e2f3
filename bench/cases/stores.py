"""A database reached by its bare driver, with the settings that the product uses: for the floor, and for SpiffWorkflow."""

from __future__ import annotations

from typing import Any

import psycopg

from gaoxin.runtime.sqlite_gate.driver import prefer_fixed_sqlite

prefer_fixed_sqlite()

import sqlite3  # noqa: E402  (the driver must be chosen before it is imported)

PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-32768", "journal_size_limit=67108864",
)  # fmt: skip


class Store:
    """Explicit transactions on one connection. Statements are written with `?`."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite:///")
        if self.sqlite:
            self.connection: Any = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            for pragma in PRAGMAS:
                self.connection.execute(f"PRAGMA {pragma}")
        else:
            self.connection = psycopg.connect(url, autocommit=True)
        self.begin = "BEGIN IMMEDIATE" if self.sqlite else "BEGIN"

    def run(self, statement: str, values: tuple[Any, ...] = ()) -> Any:
        """Execute one statement; returns what can be fetched from."""
        return self.connection.execute(statement if self.sqlite else statement.replace("?", "%s"), values)

    def size(self) -> int:
        """Bytes the database takes, indexes and free pages included."""
        if self.sqlite:
            pages, size = (self.run(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            return pages * size
        return self.run("SELECT pg_database_size(current_database())").fetchone()[0]

    def close(self) -> None:
        self.connection.close()


def sqlite_version() -> str:
    """The library that SQLite subjects run on."""
    return sqlite3.sqlite_version

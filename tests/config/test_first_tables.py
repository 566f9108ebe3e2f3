"""An empty database gets at once what all migrations, one by one, would have made."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.config.conftest import Cli


def shape(path: Path) -> dict[tuple[str, str], Any]:
    """Columns, keys, named constraints and number of rows of each table, and each index and trigger: in no order."""
    told: dict[tuple[str, str], Any] = {}
    with closing(sqlite3.connect(path)) as file:
        for kind, name, table, sql in file.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall():
            if kind != "table":
                told[kind, name] = (table, sql)
            elif not name.startswith("sqlite_"):
                told["columns", name] = sorted(row[1:] for row in file.execute(f'PRAGMA table_info("{name}")'))
                told["keys", name] = sorted(row[2:] for row in file.execute(f'PRAGMA foreign_key_list("{name}")'))
                told["constraints", name] = sorted(re.findall(r'CONSTRAINT "(\w+)" (\w+) (.*?)(?=, CONSTRAINT|$)', sql))
                told["rows", name] = file.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()  # noqa: S608
    return told


def test_at_once_or_one_by_one_the_tables_are_the_same(cli: Cli, tmp_path: Path) -> None:
    slow = cli("migrate", "--json", "--one-by-one", "--db", "slow.db")
    quick = cli("migrate", "--json", "--db", "quick.db")
    assert json.loads(slow.stdout)["applied"] == json.loads(quick.stdout)["applied"], slow.stderr + quick.stderr
    one, other = shape(tmp_path / "slow.db"), shape(tmp_path / "quick.db")
    differing = {
        key: (one.get(key), other.get(key)) for key in one.keys() | other.keys() if one.get(key) != other.get(key)
    }
    assert not differing
    assert ("trigger", "audit_auditentry_no_update") in one
    again = json.loads(cli("migrate", "--json", "--db", "quick.db").stdout)
    assert (again["applied"], again["pending"]) == ([], [])
    drained = cli("worker", "--drain", "--json", "--db", "quick.db")
    assert json.loads(drained.stdout)["failed"] == 0, drained.stderr


def test_what_stands_in_the_way_leaves_nothing_half_made(cli: Cli, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "taken.db")) as file:
        file.execute("CREATE TABLE runtime_firing (mine TEXT)")
        file.execute("INSERT INTO runtime_firing VALUES ('kept')")
        file.commit()
    assert cli("migrate", "--db", "taken.db").returncode != 0
    left = shape(tmp_path / "taken.db")
    assert {name for kind, name in left if kind == "rows"} <= {"runtime_firing", "django_migrations"}
    assert left["rows", "runtime_firing"] == (1,)

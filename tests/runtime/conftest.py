"""A real database of its own for tests that start processes or kill them: a SQLite file, or a fresh PostgreSQL database."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.approvals.conftest import copy_sqlite

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """URL of a database that other processes can open; gone afterwards. Empty, or with `migrated` a copy of the test database."""
    copied = "migrated" in request.fixturenames
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            path = tmp_path / "work.sqlite3"
            if copied:
                copy_sqlite(connection, str(path))
            yield f"sqlite:///{path}"
            return
        name, server = f"gaoxin_{uuid.uuid4().hex}", connection.settings_dict
        connection.close()  # PostgreSQL copies only what nobody has open
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}" + f' TEMPLATE "{server["NAME"]}"' * copied)
        secret = f":{server['PASSWORD']}" if server["PASSWORD"] else ""
        yield f"postgres://{server['USER']}{secret}@{server['HOST']}:{server['PORT']}/{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Environment of a process that works on `database_url`, with its own folder for files."""
    return os.environ | {
        "GAOXIN_DATABASE_URL": database_url,
        "GAOXIN_VAR": str(tmp_path / "var"),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run `python …` to its end there; fails with its output unless it ends with the status expected."""

    def start(*arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == status, ended.stdout + ended.stderr
        return ended

    return start


@pytest.fixture
def migrated() -> None:
    """Asks `database_url` for a copy of the test database."""

"""A real database of its own for tests that start processes or kill them: a SQLite file, or a fresh PostgreSQL database."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def database_url(tmp_path: Path, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """URL of an empty database that other processes can open; gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'work.sqlite3'}"
        return
    name = f"gaoxin_{uuid.uuid4().hex}"
    server = settings.DATABASES["default"]
    with django_db_blocker.unblock():  # pyright: ignore[reportAttributeAccessIssue]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
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
def migrated(run: Run) -> None:
    run("-m", "gaoxin.config.cli", "migrate", "--json")

"""With several test processes what is dear is made once: the first saves what the migrations made, or the demo's zone, and the
others copy it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def shared(connection: Any, folder: Path) -> Iterator[None]:
    """Inside it the test database of `connection` is made from the template that the processes of one run share in `folder`,
    or becomes that template."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    if not run:
        yield
        return
    creation, template = connection.creation, _TEMPLATES[connection.vendor](connection, folder, run)
    plain: Callable[..., str] = creation.create_test_db

    def create(verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False) -> str:
        with (folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.there():
                name = plain(verbosity, autoclobber, serialize, keepdb)
                template.save()
                return name
            name = creation._get_test_db_name()
            with template.copied():
                creation._create_test_db(verbosity, autoclobber, keepdb)
            connection.close()
            settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
            template.fill()
            return name

    creation.create_test_db = create
    try:
        yield
    finally:
        creation.create_test_db = plain
        template.drop()


def demo_zone(folder: Path, var: Path) -> None:
    """`./gaoxin demo --no-serve` done in `var`, with nothing of this process's settings. folder: shared by the run's processes."""
    if not os.environ.get("PYTEST_XDIST_TESTRUNUID"):
        _build(var)
        return
    made, ready = folder / "demo-zone", folder / "demo-zone.ready"
    with (folder / "demo-zone.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            with (folder / "template.lock").open("w") as other:
                fcntl.flock(other, fcntl.LOCK_EX)
                if (tables := folder / "template.sqlite3").exists():
                    shutil.copy(tables, made / "gaoxin.sqlite3")
            _build(made)
            ready.touch()
    shutil.copytree(made, var, dirs_exist_ok=True)


def demo_environment(var: Path) -> dict[str, str]:
    """For processes that work on the demo's zone in `var`."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GAOXIN_", "PYTEST_", "COV_"))}
    return plain | {
        "GAOXIN_VAR": str(var), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
    }  # fmt: skip


def _build(var: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gaoxin.config.cli", "demo", "--no-serve", "--json"], cwd=ROOT, env=demo_environment(var),
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]


class _File:
    """SQLite: a file, read into each process's database in memory."""

    def __init__(self, connection: Any, folder: Path, run: str) -> None:
        self.connection, self.path = connection, folder / "template.sqlite3"

    def there(self) -> bool:
        return self.path.exists()

    def save(self) -> None:
        part = self.path.with_suffix(".part")
        self._backup(part, reading=False)
        part.replace(self.path)

    @contextmanager
    def copied(self) -> Iterator[None]:
        yield

    def fill(self) -> None:
        self._backup(self.path, reading=True)

    def drop(self) -> None:
        """pytest removes its folders itself."""

    def _backup(self, path: Path, *, reading: bool) -> None:
        self.connection.ensure_connection()
        file = self.connection.Database.connect(str(path))
        source, target = (file, self.connection.connection) if reading else (self.connection.connection, file)
        source.backup(target)
        file.close()


class _Database:
    """PostgreSQL: a database beside the test databases, gone when the process that made it ends."""

    def __init__(self, connection: Any, folder: Path, run: str) -> None:
        self.connection, self.name, self.mine = connection, f"gaoxin_template_{run}", False

    def there(self) -> bool:
        return bool(self._told("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]))

    def save(self) -> None:
        name = self.connection.settings_dict["NAME"]
        self.connection.close()  # PostgreSQL copies only what nobody has open
        self._told(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')
        self.mine = True

    @contextmanager
    def copied(self) -> Iterator[None]:
        told = self.connection.settings_dict["TEST"]
        before = told.get("TEMPLATE")
        told["TEMPLATE"] = self.name
        yield
        told["TEMPLATE"] = before

    def fill(self) -> None:
        self.connection.ensure_connection()

    def drop(self) -> None:
        if self.mine:
            self._told(f'DROP DATABASE IF EXISTS "{self.name}"')

    def _told(self, statement: str, values: list[str] | None = None) -> list[Any]:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


_TEMPLATES: dict[str, Callable[[Any, Path, str], Any]] = {"sqlite": _File, "postgresql": _Database}

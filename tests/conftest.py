"""Ground of all tests: a folder of their own for files and keys, one certificate authority for the whole run."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from gaoxin.trust.pki import authority

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database the tests that never look at one would only be repeated, and so would those of doors and pages,
    which are the same over either."""
    if not config.getoption("--database-only"):
        return
    kept, left = [], []
    for item in items:
        touches = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        pages = item.path.parent.name in ("parity", "browser")
        (kept if touches and not pages else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session")
def authority_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority") / "pki"
    authority(folder)
    return folder


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings, authority_folder: Path) -> Path:
    """settings.VAR of this test: empty but for the certificate authority."""
    settings.VAR = tmp_path / "var"
    shutil.copytree(authority_folder, settings.VAR / "pki")
    return settings.VAR


@pytest.fixture(scope="session", autouse=True)
def _flush_append_only_tables() -> Any:
    """Tests that commit empty their tables afterwards. Append-only tables refuse that, so their triggers are lifted for
    the length of the flush, and put back as they were."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Sequence[str]) -> None:
        with transaction.atomic():
            lift, restore = _triggers()
            _each(lift)
            plain(self, sql_list)
            _each(restore)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = plain


def _triggers() -> tuple[list[str], list[str]]:
    """Statements that lift every trigger of ours, and statements that put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            rows = cursor.fetchall()
            return [f'DROP TRIGGER "{name}"' for name, _ in rows], [sql for _, sql in rows]
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgname LIKE '%%\\_no\\_truncate'"
        )
        tables = [name for (name,) in cursor.fetchall()]
    return (
        [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables],
        [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables],
    )


def _each(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


PACKAGES = {
    "pdfsig": "poppler-utils", "certutil": "libnss3-tools", "openssl": "openssl", "chromium": "chromium fonts-noto-cjk",
}  # fmt: skip


def needs(*programs: str) -> str:
    """The path of the first of these that is there. Without any: a loud skip on a developer's machine, a failure under
    CI=true."""
    found = next((path for program in programs if (path := shutil.which(program))), None)
    if found is None:
        message = f"{programs[0]} is missing: apt-get install -y {PACKAGES.get(programs[0], programs[0])}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(autouse=True)
def _force_login_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """`client.force_login` stands for a whole sign-in, second factor included; without it officers reach nothing.

    Tests of signing in itself go through the login page (tests/accounts/signing.py).
    """
    plain = Client.force_login

    def whole(self: Client, user: Any, backend: str | None = None) -> None:
        plain(self, user, backend or "allauth.account.auth_backends.AuthenticationBackend")
        session = self.session
        session["second_factor_set_up"], session["second_factor_set_up_at"] = str(user.pk), time.time()
        session.save()

    monkeypatch.setattr(Client, "force_login", whole)

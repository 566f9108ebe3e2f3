"""Ground of all tests: a folder of their own for files and keys, one certificate authority for the whole run."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone, translation
from xdist.scheduler import LoadScopeScheduling

from gaoxin.accounts.web import rates
from gaoxin.trust.pki import authority
from tests.template import shared

SHARED = Path(__file__).resolve().parents[2] / "shared"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_configure() -> None:
    """A password costs a quarter of a second by design, and a run sets some thousands. On a busy machine Hypothesis would take
    the machine's slowness for the test's."""
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
    hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the database")


TOGETHER = ("tests/browser/", "tests/demo/test_zone.py")  # a served zone and a whole zone: dear to make, and made once


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Each test goes to the process that is free next, but those that share something dear go to one, and first. xdist has
    marks for it, which from pytest 9.2 on it no longer finds."""
    return _Together(config, log)


class _Together(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


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
def _own_database(django_test_environment: None) -> str:
    """The name of the installation's own database, before any test database stands in for it."""
    return str(connections["default"].settings_dict["NAME"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    _own_database: str,
    django_db_modify_db_settings: None,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Iterator[None]:
    """pytest-django asks for this before it makes the test database."""
    with django_db_blocker.unblock():
        making = shared(connections["default"], tmp_path_factory.getbasetemp().parent)
        making.__enter__()
    yield
    with django_db_blocker.unblock():
        making.__exit__(None, None, None)


@pytest.fixture(scope="session")
def django_db_setup(_own_database: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django makes a test database only where a collected test is marked or asks for `db`. Tests on a copy of it
    (`real_database`) do neither: run alone they would be given the installation's own database."""
    with django_db_blocker.unblock():
        made = None
        if str(connections["default"].settings_dict["NAME"]) == _own_database:
            made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    if made is not None:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


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


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A test client's request leaves its language to whatever comes after it in the process."""
    yield
    translation.deactivate()


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


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are counted by the minute, and none ends during the test."""
    moment = timezone.now()
    monkeypatch.setattr(rates, "timezone", SimpleNamespace(now=lambda: moment))

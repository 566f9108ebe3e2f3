"""The world is built once for all questions of this folder; each question is asked inside a savepoint that is taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from tests.parity.asking import Door
from tests.parity.world import build


@pytest.fixture(scope="package")
def shared_var(tmp_path_factory: pytest.TempPathFactory, authority_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("parity") / "var"
    shutil.copytree(authority_folder, folder / "pki")
    return folder


@pytest.fixture(autouse=True)
def var(shared_var: Path, settings: Any) -> Path:
    """Files of the world outlive one test, unlike elsewhere."""
    settings.VAR = shared_var
    return shared_var


@pytest.fixture(scope="package")
def asked(django_db_setup: None, django_db_blocker: Any, shared_var: Path) -> Iterator[Door]:
    """The world and everybody's session, built in a transaction that nobody commits."""
    with django_db_blocker.unblock():
        before, django_settings.VAR = django_settings.VAR, shared_var
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield Door(build())
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            django_settings.VAR = before
            connection.close_if_unusable_or_obsolete()


@pytest.fixture
def door(asked: Door, db: None) -> Door:
    """Asks as anybody; whatever an answer changed is undone at once."""
    return asked

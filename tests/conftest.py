"""Ground of all tests: a folder of their own for files and keys, one certificate authority for the whole run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gaoxin.trust.pki import authority

SHARED = Path(__file__).resolve().parents[2] / "shared"


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


def needs(program: str) -> str:
    """The program's path. Without it: a loud skip on a developer's machine, a failure under CI=true."""
    found = shutil.which(program)
    if found is None:
        message = f"{program} is missing: apt-get install -y poppler-utils libnss3-tools openssl"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found

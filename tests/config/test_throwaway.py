"""The server made for one run of the tests works, and is gone afterwards."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from gaoxin.config.throwaway import NoServer, cluster, server_binaries


@pytest.fixture(scope="module")
def binaries() -> Path:
    found = server_binaries()
    if found is None:
        message = "no PostgreSQL server: apt-get install -y postgresql"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return found


@pytest.mark.slow
def test_a_server_for_one_run(binaries: Path) -> None:
    with cluster(binaries) as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
        assert urlsplit(url).hostname == "127.0.0.1"
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_a_server_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises((NoServer, OSError)), cluster(tmp_path):
        pytest.fail("there is no server in an empty folder")
